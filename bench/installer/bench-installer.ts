// Measures what the product promises of an install: unpacking beside `sha256sum && tar` and npm's pacote in the same run,
// what durability adds, the memory of a large archive, and an install that has nothing to do: `npm run bench:installer`,
// or with a part of a name, such as `npm run bench:installer -- memory`, that part alone. A missed target ends it with 1.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPacote } from './find-pacote.ts';
import { benchFrozen } from './frozen.ts';
import { benchMemory } from './memory.ts';
import type { Result } from './result.ts';
import { benchUnpack } from './unpack.ts';

const PARTS = new Map([
  ['unpack', async (folder: string) => benchUnpack(folder, await findPacote())],
  ['frozen', benchFrozen],
  ['memory', benchMemory],
]);

const [PART = ''] = process.argv.slice(2);
const chosen = [...PARTS].filter(([name]) => name.includes(PART));
if (chosen.length === 0) throw new Error(`no part has a name with: ${PART}`);
const parent = await mkdtemp(join(tmpdir(), 'vault-bench-installer-'));
try {
  const results: Result[] = [];
  for (const [name, bench] of chosen) {
    console.error(`measuring: ${name}`);
    const folder = join(parent, name);
    await mkdir(folder);
    results.push(...(await bench(folder)));
    await rm(folder, { recursive: true });
  }
  for (const { name, words, target, isMet } of results)
    console.log(`${name}: ${words}; target: ${target}, ${isMet ? 'met' : 'MISSED'}`);
  if (results.some(({ isMet }) => !isMet)) process.exitCode = 1;
} finally {
  await rm(parent, { recursive: true, force: true });
}
