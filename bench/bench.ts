// Measures what the product promises of its speed, everything beside its peers in the same run, and prints one table:
// `npm run bench`, or with a part of a section's name, such as `npm run bench -- download`, that section alone.
// A missed target ends it with 1.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Section } from './bench-input.ts';
import type { Line } from './line.ts';
import { isMissed, printTable } from './print-table.ts';
import { findPrograms } from './programs.ts';
import { makeKeys } from './repositories/keys.ts';
import { benchDownload } from './sections/bench-download.ts';
import { benchHostile } from './sections/bench-hostile.ts';
import { benchPublish } from './sections/bench-publish.ts';
import { benchResolve } from './sections/bench-resolve.ts';
import { benchVerify } from './sections/bench-verify.ts';

const SECTIONS: ReadonlyMap<string, Section> = new Map([
  ['verify', benchVerify],
  ['hostile', benchHostile],
  ['publish', benchPublish],
  ['resolve', benchResolve],
  ['download', benchDownload],
]);

const [PART = ''] = process.argv.slice(2);
const chosen = [...SECTIONS].filter(([name]) => name.includes(PART));
if (chosen.length === 0) throw new Error(`no section has a name with: ${PART}`);
const parent = await mkdtemp(join(tmpdir(), 'vault-bench-'));
try {
  const [programs, keys] = [await findPrograms(), await makeKeys()];
  const lines: Line[] = [];
  for (const [name, section] of chosen) {
    console.error(`measuring: ${name}`);
    const folder = join(parent, name);
    await mkdir(folder);
    lines.push(...(await section({ programs, keys, folder })));
    await rm(folder, { recursive: true });
  }
  console.log('medians; in brackets ours as a multiple of the peer\n');
  printTable(lines);
  const missed = lines.filter(isMissed).length;
  console.log(`\n${missed === 0 ? 'every measured target is met' : `${missed} lines miss a target`}`);
  if (missed > 0) process.exitCode = 1;
} finally {
  await rm(parent, { recursive: true, force: true });
}
