// Every tar feature we know, and mutations of headers: what our reader accepts must be the same members, by name, size
// and content, to node-tar, tar-stream, modern-tar, Python's tarfile and GNU tar. Run as `node e2e/archives/archives.e2e.ts`.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runTally, type Tally } from '../corpus/tally.ts';
import { makeCorpus, makeMutations } from './corpus.ts';
import { listByGnuTar, listByPython, isInstalled } from './installed-tools.ts';
import { listByModernTar, listByNodeTar, listByTarStream } from './libraries.ts';
import type { Case, List } from './listing.ts';
import { listByUs } from './our-listing.ts';

/** Resident memory that reading an archive of 1 GB may take, the 45 MB of an idle Node.js included. */
const MAX_RSS_MB = 128 + 45;
const MUTATIONS = 4000;

await runTally(async (tally) => {
  const corpus = makeCorpus();
  await tally.check('the corpus holds 150 archives or more', () => {
    assert.ok(corpus.length >= 150, `only ${corpus.length}`);
    assert.equal(new Set(corpus.map(({ name }) => name)).size, corpus.length);
    return Promise.resolve(`(${corpus.length})`);
  });
  await compare('archive', corpus, tally);
  await compare('mutation', makeMutations(MUTATIONS), tally);
  await checkMemory(tally);
});

interface Accepted extends Case {
  readonly list: List;
}

async function compare(what: string, cases: readonly Case[], tally: Tally): Promise<void> {
  const accepted: Accepted[] = [];
  for (const each of cases) {
    const list = await listByUs(each.bytes);
    if (list !== undefined) accepted.push({ ...each, list });
  }
  const summary = `${accepted.length} of ${cases.length} accepted`;
  await tally.check(`some of each ${what}, not all, are accepted`, () => {
    assert.ok(accepted.length > 10 && accepted.length < cases.length, summary);
    return Promise.resolve(`(${summary})`);
  });
  for (const [peer, listAll] of [
    ['node-tar', each(listByNodeTar)],
    ['tar-stream', each(listByTarStream)],
    ['modern-tar', each(listByModernTar)],
    ['Python', listByPython],
    ['GNU tar', listByGnuTar],
  ] as const) {
    if (!isInstalled(peer)) {
      console.log(`skipped ${peer}: it is not installed`);
      assert.notEqual(process.env['CI'], 'true', `${peer} must be there where CI runs`);
      continue;
    }
    await tally.check(`${peer} lists each ${what} that we accept as we do`, async () => {
      const lists = await listAll(accepted);
      for (const [index, { name, list }] of accepted.entries()) assert.deepEqual(lists[index], list, name);
      return `(${summary})`;
    });
  }
}

function each(
  list: (bytes: Uint8Array) => Promise<List>,
): (cases: readonly Case[]) => Promise<readonly List[]> {
  return (cases) => Promise.all(cases.map(({ bytes }) => list(bytes)));
}

async function checkMemory(tally: Tally): Promise<void> {
  await tally.check(`an archive of 1 GB is read within ${MAX_RSS_MB} MB`, async () => {
    const script = join(import.meta.dirname, 'read-gigabyte.ts');
    const { stdout } = await promisify(execFile)(process.execPath, ['--max-old-space-size=64', script]);
    const { bytes, megabytes } = parseMeasure(stdout);
    assert.equal(bytes, 1000 * 1024 * 1024);
    assert.ok(megabytes <= MAX_RSS_MB, `${megabytes} MB`);
    return `(${megabytes} MB)`;
  });
}

function parseMeasure(text: string): { readonly bytes: number; readonly megabytes: number } {
  const [bytes = Number.NaN, megabytes = Number.NaN] = text.trim().split(' ').map(Number);
  return { bytes, megabytes };
}
