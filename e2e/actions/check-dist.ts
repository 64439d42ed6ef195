import assert from 'node:assert/strict';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Tally } from '../corpus/tally.ts';
import { parseAction } from './parse-action.ts';

const ROOT = resolve(import.meta.dirname, '../..');
/** What the runner reads before it starts anything. */
const MAX_ENTRY = 1_500_000;

/** What `uses:` runs is what is committed: entries that are small, with what is large beside them. */
export async function checkDist({ check }: Tally): Promise<void> {
  for (const [file, dir] of [
    ['action.yml', '.'],
    ['install/action.yml', 'install'],
  ] as const) {
    await check(`dist: ${file} names entries of less than 1.5 MB, for node24`, async () => {
      const { runs } = parseAction(await readFile(join(ROOT, file), 'utf8'));
      assert.equal(runs.using, 'node24');
      const entries = [runs.main, ...(runs.post === undefined ? [] : [runs.post])];
      const sizes = await Promise.all(
        entries.map(async (entry) => (await stat(join(ROOT, dir, entry))).size),
      );
      assert.ok(
        sizes.every((size) => size < MAX_ENTRY),
        sizes.join(', '),
      );
      return sizes.map((size) => `${Math.round(size / 1024)} KiB`).join(', ');
    });
  }
  await check('dist: neither native code nor Nx is inside, and the licences of all that is', async () => {
    const files = await readdir(join(ROOT, 'dist'), { recursive: true });
    assert.ok(files.every((file) => !file.endsWith('.node')));
    const licences = await readFile(join(ROOT, 'dist/licences.txt'), 'utf8');
    assert.match(licences, /^@actions\/core 3\.0\.1: MIT$/m);
    assert.doesNotMatch(licences, /^(?:nx|@nx\/\S+) /m);
  });
}
