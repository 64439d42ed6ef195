import { VaultError } from '@ragnos-vault/errors';
import { assertMetaFile, storedTargetPath } from '@ragnos-vault/metadata';
import type { RepositoryStore, TargetFile } from '@ragnos-vault/metadata';

/**
 * The bytes of a published target, proven against its signed entry: what is merged into a new target is signed again.
 *
 * @throws ERR_TUF_MISSING, ERR_TUF_LENGTH, ERR_TUF_HASH_MISMATCH
 */
export async function readTarget(
  store: RepositoryStore,
  path: string,
  target: TargetFile,
): Promise<Uint8Array> {
  const file = await store.read(storedTargetPath(path, target));
  if (file === undefined) {
    throw new VaultError('ERR_TUF_MISSING', `the repository lacks the target ${path}`, { facts: { path } });
  }
  assertMetaFile(path, { length: target.length, hashes: Object.fromEntries(target.hashes) }, file.bytes);
  return file.bytes;
}
