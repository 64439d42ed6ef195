import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface VaultFile {
  readonly bytes: Uint8Array;
  readonly mode: 0o600 | 0o644;
}

/** Writes a new file of exactly that mode; private ones get a private folder. Durable when it resolves. */
export async function writeVaultFile(path: string, { bytes, mode }: VaultFile): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: mode === 0o600 ? 0o700 : 0o755 });
  const handle = await open(path, 'wx', mode);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
