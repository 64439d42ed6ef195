import { VaultError } from '@ragnos-vault/errors';
import { summarise, type PreviousRelease } from '@ragnos-vault/scanner';
import type { PluginStore } from '@ragnos-vault/storage';
import semver from 'semver';

/**
 * What the version that is installed now was, where a newer one is to take its place. `undefined` where none is, and
 * where it was damaged: to install is how that is repaired.
 *
 * @throws ERR_IO
 */
export async function installedBefore(
  { name, version }: { readonly name: string; readonly version: string },
  store: PluginStore,
): Promise<PreviousRelease | undefined> {
  const installed = (await store.current())?.plugins.find((plugin) => plugin.name === name);
  if (installed === undefined || !semver.lt(installed.version, version)) return undefined;
  try {
    const files = await store.readFiles(installed);
    return files && summarise({ files, version: installed.version });
  } catch (error) {
    if (error instanceof VaultError && error.code === 'ERR_INSTALLED_CORRUPT') return undefined;
    throw error;
  }
}
