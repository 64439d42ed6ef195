import { quote } from '../display-text.ts';
import type { Hit, Rule } from '../rule.ts';
import type { PluginFile } from '../plugin/plugin.ts';

const COMMAND = /<!@?\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)/g;
/** How addons have always asked where the headers of their helper are. */
const HEADER_LOOKUP =
  /^\s*node\s+(?:-e|-p|-pe|--print|--eval)\s+(\\?["'])\s*(?:require\(\s*\\?['"](?:nan|node-addon-api|napi-thread-safe-callback)\\?['"]\s*\)(?:\.(?:include|include_dir|gyp|targets))?)\s*;?\s*\1\s*$/;

export const MAN_003: Rule = {
  id: 'MAN-003',
  title: 'Native build at install',
  severity: 'high',
  what: 'A binding.gyp at the root, which makes npm run node-gyp although package.json names no script; critical where it or a file beside it holds a command expansion `<!(...)` other than the usual look-up of nan or node-addon-api.',
  why: 'The command runs at install without a word of it in package.json.',
  incident: 'Miasma "Phantom Gyp" 2026',
  fix: 'Ship prebuilt binaries as plugins of their own, or build before publishing.',
  *checkPlugin({ files, manifests }) {
    const folders = manifests.map(({ path }) => path.slice(0, -'package.json'.length));
    for (const folder of folders) {
      const builds = files.some(({ path }) => path === `${folder}binding.gyp`);
      if (!builds) continue;
      yield { path: `${folder}binding.gyp`, offset: 0, message: 'makes npm run a native build at install' };
      const scripts = files.filter(({ path }) => path.startsWith(folder) && /\.gypi?$/.test(path));
      for (const file of scripts) yield* commandsIn(file);
    }
  },
};

function* commandsIn(file: PluginFile): Iterable<Hit> {
  for (const found of file.text().matchAll(COMMAND)) {
    const [, command = ''] = found;
    if (HEADER_LOOKUP.test(command)) continue;
    const message = `the build runs the command ${quote(command)}`;
    yield { path: file.path, offset: found.index, message, severity: 'critical' };
  }
}
