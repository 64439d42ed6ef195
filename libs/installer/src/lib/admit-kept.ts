import { toPluginId } from '@ragnos-vault/metadata';
import { admitFiles, type AdmitInput, type AdmittedPlugin } from './admit-plugin.ts';
import type { ResolvedPlugin } from './resolve-plugin.ts';

/**
 * Admits a plugin that the store still has, for a machine that can fetch none. The archive is gone, but signed metadata
 * names the digest of its files: they are proven by that, and scanned as if they had just come. `undefined` where the
 * store has no such plugin, or metadata of another tool names no such digest.
 *
 * @throws as `admitPlugin`; ERR_INSTALLED_CORRUPT
 */
export async function admitKept(
  resolved: ResolvedPlugin,
  input: Omit<AdmitInput, 'resolved'>,
): Promise<AdmittedPlugin | undefined> {
  const { target, sha256, customs } = resolved;
  const [custom] = customs;
  if (custom === undefined) return undefined;
  const { name, version, manifest } = custom;
  const { path: targetPath, length } = target;
  const files = await input.store.readFiles({
    ...{ name, version, ...toPluginId(name) },
    ...{ targetPath, sha256, length, manifest },
  });
  return files === undefined ? undefined : admitFiles(files, { ...input, resolved });
}
