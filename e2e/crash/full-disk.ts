import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toVaultError } from '@ragnos-vault/errors';
import type { Tally } from '../corpus/tally.ts';
import { lookAt, runAgain } from './look.ts';
import { OPERATIONS, perform, type Operation, type Place } from './operations.ts';
import type { World } from './world.ts';

interface FullDiskInput {
  readonly tally: Tally;
  readonly skip: (what: string) => void;
}

const FILL_BYTES = [0, 4096, 8192, 16_384, 32_768, 65_536];
const FILL_FILES = [0, 1, 2, 3, 5, 8, 12, 20, 30, 40];

/** A file system of 1 MB that is full, or nearly so, by bytes and by files. */
export async function checkFullDisk(world: World, { tally, skip }: FullDiskInput): Promise<void> {
  const disk = join(world.dir, 'disk');
  mkdirSync(disk);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m,nr_inodes=400', 'tmpfs', disk]);
  if (mounted.status !== 0) {
    skip(`a full disk: no mount is allowed here: ${mounted.stderr.toString().trim()}`);
    return;
  }
  try {
    await tally.check('a disk that is full by bytes', () =>
      fillWith(FILL_BYTES, { world, disk, fill: fillBytes }),
    );
    await tally.check('a disk that is full by files', () =>
      fillWith(FILL_FILES, { world, disk, fill: fillFiles }),
    );
  } finally {
    spawnSync('umount', [disk]);
  }
}

interface Filling {
  readonly world: World;
  readonly disk: string;
  readonly fill: (disk: string, left: number) => void;
}

async function fillWith(steps: readonly number[], { world, disk, fill }: Filling): Promise<string> {
  let failed = 0;
  for (const operation of OPERATIONS) {
    for (const left of steps) {
      const place = placeOn(disk, operation, world);
      fill(disk, left);
      const said = await perform(operation, place).then(
        () => 'done',
        (error: unknown) => toVaultError(error).code,
      );
      if (said !== 'done') failed += 1;
      assert.ok(
        ['done', 'ERR_IO', 'ERR_AUDIT_WRITE'].includes(said),
        `${operation} with ${left} left: ${said}`,
      );
      rmSync(join(disk, 'filling'), { recursive: true });
      await lookAt(operation, place, said);
      await runAgain(operation, place);
    }
  }
  assert.ok(failed > OPERATIONS.length, `only ${failed} failed`);
  return `(${failed} of ${steps.length * OPERATIONS.length} failed)`;
}

function placeOn(disk: string, operation: Operation, world: World): Place {
  for (const name of readdirSync(disk)) rmSync(join(disk, name), { recursive: true });
  const { vaultDir, pluginsDir } = world.placeFor(operation, 'for-disk');
  cpSync(pluginsDir, join(disk, 'plugins'), {
    recursive: true,
    verbatimSymlinks: true,
    preserveTimestamps: true,
  });
  mkdirSync(join(disk, 'filling'));
  return { vaultDir, pluginsDir: join(disk, 'plugins') };
}

function fillBytes(disk: string, left: number): void {
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(join(disk, 'filling/bytes'), Buffer.alloc(Math.max(0, bavail * bsize - left)));
}

function fillFiles(disk: string, left: number): void {
  const { ffree } = statfsSync(disk);
  for (let file = 0; file < ffree - left; file += 1) writeFileSync(join(disk, `filling/${file}`), '');
}
