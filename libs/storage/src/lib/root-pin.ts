import { mkdir, link, rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { systemCodeOf, VaultError } from '@ragnos-vault/errors';
import { metadataPath, parseRoot, parseTrustedRoot, verifyNextRoot } from '@ragnos-vault/metadata';
import type { RepositoryStore } from '@ragnos-vault/metadata';
import { syncFolder, writeNewFile } from './durable.ts';
import { ioCoded } from './io-coded.ts';
import { readRegularFile } from './open-regular-file.ts';

const PIN = 'pinned-root.json';

/**
 * Pins the root that a local repository is trusted by, and returns the pinned one: there trust starts from now on. The
 * first call keeps the bytes in `trustDir`. Every later one demands the same, or a root that the chain of roots in the
 * repository leads to from the pin, byte for byte: its publisher may have gone on to a newer root. Trust on first use is
 * for a folder on this machine only, never for an address.
 *
 * @throws ERR_TUF_ROOT_CHANGED, with the pin left as it was; ERR_IO
 */
export async function pinRoot(
  trustDir: string,
  root: Uint8Array,
  repository?: Pick<RepositoryStore, 'read'>,
): Promise<Uint8Array> {
  return ioCoded(async () => {
    const pin = join(trustDir, PIN);
    const pinned = (await readRegularFile(pin)) ?? (await createPin(trustDir, root));
    if (Buffer.compare(pinned, root) === 0) return pinned;
    const facts = { pin };
    const message = `root.json is not the one pinned in ${pin}`;
    if (repository === undefined) throw new VaultError('ERR_TUF_ROOT_CHANGED', message, { facts });
    try {
      if (await leadsTo(root, pinned, repository)) return pinned;
    } catch (cause) {
      if (!(cause instanceof VaultError) || cause.code === 'ERR_IO') throw cause;
      throw new VaultError('ERR_TUF_ROOT_CHANGED', message, { facts, cause });
    }
    throw new VaultError('ERR_TUF_ROOT_CHANGED', message, { facts });
  });
}

/** Whether the repository's chain of roots, each signed by the keys of the one before it, comes to these bytes. */
async function leadsTo(
  root: Uint8Array,
  pinned: Uint8Array,
  repository: Pick<RepositoryStore, 'read'>,
): Promise<boolean> {
  let reached = parseTrustedRoot(pinned).signed;
  for (;;) {
    const next = await repository.read(metadataPath('root', reached.version + 1));
    if (next === undefined) return false;
    reached = verifyNextRoot(reached, parseRoot(next.bytes)).signed;
    if (Buffer.compare(next.bytes, root) === 0) return true;
  }
}

/** Of two first runs, one creates the pin and both then obey it. */
async function createPin(trustDir: string, root: Uint8Array): Promise<Uint8Array> {
  await mkdir(trustDir, { recursive: true, mode: 0o700 });
  const temporary = join(trustDir, `.tmp-${randomUUID()}`);
  try {
    await writeNewFile(temporary, root);
    await link(temporary, join(trustDir, PIN));
    await syncFolder(trustDir);
  } catch (error) {
    if (systemCodeOf(error) !== 'EEXIST') throw error;
  } finally {
    await rm(temporary, { force: true });
  }
  return (await readRegularFile(join(trustDir, PIN))) ?? root;
}
