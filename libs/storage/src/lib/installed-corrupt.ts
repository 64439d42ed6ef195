import { escapeName } from '@ragnos-vault/archive';
import { VaultError } from '@ragnos-vault/errors';

/**
 * What is wrong with a file of an installed plugin, or with what the store keeps about it; `unsigned` is what signed
 * metadata says otherwise.
 */
export type CorruptReason =
  'missing' | 'extra' | 'type' | 'mode' | 'size' | 'content' | 'damaged' | 'unsigned';

/** One thing on disk that is not what was installed. */
export interface Difference {
  /** Below the plugins folder. */
  readonly path: string;
  readonly reason: CorruptReason;
  /** The name of the plugin that it belongs to. */
  readonly plugin?: string;
}

/** @throws ERR_INSTALLED_CORRUPT for the first of them */
export async function assertSame(differences: AsyncIterable<Difference>): Promise<void> {
  for await (const { path, reason } of differences) throw installedCorrupt(path, reason);
}

export function installedCorrupt(path: string, reason: CorruptReason, cause?: unknown): VaultError {
  const message = `an installed file is not what was installed (${reason}): ${escapeName(path)}`;
  return new VaultError('ERR_INSTALLED_CORRUPT', message, { facts: { path, reason }, cause });
}

export function isInstalledCorrupt(error: unknown): boolean {
  return error instanceof VaultError && error.code === 'ERR_INSTALLED_CORRUPT';
}
