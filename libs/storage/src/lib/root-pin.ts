import { mkdir, link, rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { systemCodeOf, VaultError } from '@ragnos-vault/errors';
import { syncFolder, writeNewFile } from './durable.ts';
import { ioCoded } from './io-coded.ts';
import { readRegularFile } from './open-regular-file.ts';

const PIN = 'pinned-root.json';

/**
 * Pins the root that a local repository is trusted by: the first call keeps the bytes in `trustDir`, every later
 * one demands the same. Trust on first use is for a folder on this machine only, never for an address.
 *
 * @throws ERR_TUF_ROOT_CHANGED, with the pin left as it was; ERR_IO
 */
export async function pinRoot(trustDir: string, root: Uint8Array): Promise<void> {
  await ioCoded(async () => {
    const pin = join(trustDir, PIN);
    const pinned = (await readRegularFile(pin)) ?? (await createPin(trustDir, root));
    if (Buffer.compare(pinned, root) === 0) return;
    throw new VaultError('ERR_TUF_ROOT_CHANGED', `root.json is not the one pinned in ${pin}`, {
      facts: { pin },
    });
  });
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
