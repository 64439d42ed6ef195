import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ZSTD = Buffer.from('28b52ffd', 'hex');

/** An entry of the cache whose files somebody else has changed, packed as the toolkit packs it. */
export async function forgeCache(entry: Buffer, change: (dir: string) => Promise<void>): Promise<Buffer> {
  const dir = await mkdtemp(join(tmpdir(), 'ragnos-vault-forged-'));
  try {
    // Paths of an entry start at the workspace, and may climb out of it.
    const workspace = join(dir, 'workspace');
    await mkdir(workspace);
    await writeFile(join(dir, 'entry'), entry);
    execFileSync('tar', ['-xPf', join(dir, 'entry'), '-C', workspace]);
    await change(dir);
    const how = entry.subarray(0, 4).equals(ZSTD) ? '--zstd' : '-z';
    const others = await readdir(workspace);
    const kept = (await readdir(dir)).filter((name) => !['entry', 'workspace'].includes(name));
    const names = [...kept.map((name) => `../${name}`), ...others];
    execFileSync('tar', ['-cPf', join(dir, 'forged'), how, '-C', workspace, ...names]);
    return await readFile(join(dir, 'forged'));
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
