import { join, resolve } from 'node:path';
import { readFile } from 'node:fs/promises';
import { sha256Hex } from '@ragnos-vault/crypto';
import { systemCodeOf, VaultError } from '@ragnos-vault/errors';
import { collect, DEFAULT_CLIENT_LIMITS, metadataPath } from '@ragnos-vault/metadata';
import type { Fetcher } from '@ragnos-vault/metadata';
import { replaceVaultFile } from '@ragnos-vault/storage';

export interface PinnedRootInput {
  /** `sha256:` and the digest of any root of the repository. */
  readonly digest: string;
  readonly pluginsDir: string;
  readonly fetcher: Fetcher;
}

/**
 * The root whose digest was pinned: kept from before, or looked for among the roots of the repository. It comes from
 * there, but nothing of it is believed: its bytes have the digest or they are not it.
 *
 * @throws ERR_TUF_ROOT_INVALID where the repository has no such root; the errors of the fetcher
 */
export async function openPinnedRoot({ digest, pluginsDir, fetcher }: PinnedRootInput): Promise<Uint8Array> {
  const sha256 = digest.slice('sha256:'.length);
  const path = join(resolve(pluginsDir), '.trust', 'roots', `${sha256}.json`);
  const kept = await readKept(path);
  if (kept !== undefined && sha256Hex(kept) === sha256) return kept;
  const found = await findRoot(sha256, fetcher);
  await replaceVaultFile(path, { bytes: found, mode: 0o600 });
  return found;
}

async function findRoot(sha256: string, fetcher: Fetcher): Promise<Uint8Array> {
  const { maxRootRotations, rootMaxLength } = DEFAULT_CLIENT_LIMITS;
  for (let version = 1; version <= maxRootRotations; version += 1) {
    const stream = await fetcher.get(metadataPath('root', version), { maxLength: rootMaxLength });
    if (stream === undefined) break;
    const bytes = await collect(stream);
    if (sha256Hex(bytes) === sha256) return bytes;
  }
  throw new VaultError('ERR_TUF_ROOT_INVALID', `no root of the repository has the digest sha256:${sha256}`, {
    facts: { sha256 },
  });
}

async function readKept(path: string): Promise<Uint8Array | undefined> {
  return readFile(path).catch((error: unknown) => {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
}
