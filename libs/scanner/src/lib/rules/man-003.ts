import { quote } from '../display-text.ts';
import { folderOf } from '../plugin/manifest.ts';
import { resolvePath } from '../plugin/targets.ts';
import { buildReason } from '../shell/build-programs.ts';
import { FETCHERS, programOf } from '../shell/programs.ts';
import { readPipelines } from '../shell/statements.ts';
import type { BuildCommand } from '../plugin/build-commands.ts';
import type { Plugin } from '../plugin/plugin.ts';
import type { Hit, Rule } from '../rule.ts';

const SCRIPT_SUFFIXES = ['', '.js', '.cjs', '.mjs', '/index.js'];
const SCRIPTS = /\.(?:[cm]?js|sh|bat|cmd)$/i;

export const MAN_003: Rule = {
  id: 'MAN-003',
  title: 'Native build at install',
  severity: 'high',
  what: 'A binding.gyp beside a package.json, which makes npm run node-gyp although no script is named; critical where it or a file it includes holds a command (`<!(...)`) that does more than tell about the machine: one that is no look-up like `pkg-config` or `node -p`, reaches beyond its process, runs what is no script of the plugin, or throws its output away. The scripts it runs are looked at as what runs at install.',
  why: 'The command runs at install without a word of it in package.json.',
  incident: 'Miasma "Phantom Gyp" 2026',
  fix: 'Ship prebuilt binaries as plugins of their own, or build before publishing.',
  *checkPlugin(plugin) {
    const { fileAt, manifests, buildCommands } = plugin;
    for (const path of manifests.map((manifest) => `${folderOf(manifest.path)}binding.gyp`))
      if (fileAt.has(path)) yield { path, offset: 0, message: 'makes npm run a native build at install' };
    for (const command of buildCommands) yield* judge(command, plugin);
  },
};

function* judge(command: BuildCommand, plugin: Plugin): Iterable<Hit> {
  const { text, path, offset } = command;
  const reason =
    command.as === 'action' ? fetches(text) : buildReason(text, (name) => isOwn(name, path, plugin));
  if (reason === undefined) return;
  yield { path, offset, message: `the build ${reason}: ${quote(text)}`, severity: 'critical' };
}

/** A step of a build runs compilers and whatever makes sources; what it should not do is bring them from elsewhere. */
function fetches(text: string): string | undefined {
  const programs = readPipelines(text).flatMap(({ stages }) =>
    stages.map((words) => programOf(words).program),
  );
  const fetcher = programs.find((program) => FETCHERS.has(program));
  return fetcher === undefined ? undefined : `runs ${fetcher}`;
}

/** Whether a build finds a script of this name in the plugin: beside the build file, or below a folder it goes to. */
function isOwn(name: string, path: string, { fileAt, files }: Plugin): boolean {
  const beside = resolvePath(folderOf(path), name);
  const found = SCRIPT_SUFFIXES.map((end) => beside + end).find((candidate) => fileAt.has(candidate));
  if (found !== undefined) return SCRIPTS.test(found);
  return SCRIPTS.test(name) && files.some((file) => file.path.endsWith(`/${name}`));
}
