import { INSTALL_SCRIPTS } from '../plugin/commands.ts';
import { extensionOf } from '../plugin/file-kind.ts';
import { folderOf } from '../plugin/manifest.ts';
import type { Plugin, PluginFile } from '../plugin/plugin.ts';
import type { CapabilityCollector } from './collect-capabilities.ts';

const NATIVE = new Set(['node', 'so', 'dll', 'dylib', 'exe', 'wasm']);

/** Tells what the files and manifests of a plugin say of it, whatever its code does. */
export function addPlugin({ files, manifests, scripts }: Plugin, collector: CapabilityCollector): void {
  collector.add(
    'native',
    files.filter(isNative).map(({ path }) => path),
  );
  collector.add(
    'installScripts',
    scripts
      .filter(({ script }) => INSTALL_SCRIPTS.has(script))
      .map(({ path, script }) => `${path}#${script}`),
  );
  const builds = new Set(manifests.map(({ path }) => `${folderOf(path)}binding.gyp`));
  collector.add(
    'installScripts',
    files.filter(({ path }) => builds.has(path)).map(({ path }) => `${path}#install`),
  );
}

function isNative({ path, magic, content }: PluginFile): boolean {
  if (magic?.family === 'native' || magic?.family === 'wasm') return true;
  return content.length > 0 && NATIVE.has(extensionOf(path));
}
