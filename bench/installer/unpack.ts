import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { FORMAT } from '../line.ts';
import { parseSamples } from '../parse-sample.ts';
import { runWithin, type Command } from '../run-program.ts';
import { medianSeconds } from '../statistics.ts';
import type { Sample } from '../sample.ts';
import type { Result } from './result.ts';
import { digestsOf, packTree, TREES } from './trees.ts';

const ROUNDS = 5;
const PATIENCE_MS = 600_000;
/** At most so many times what sha256sum and GNU tar take together. */
const TARGETS = [
  { tree: TREES.many, limit: 1.2 },
  { tree: TREES.small, limit: 1.6 },
  { tree: TREES.large, limit: 0.8 },
];
const DURABILITY_LIMIT = 1.25;

/** Verifies, unpacks and hashes every file of each tree; of the first also with and without a durable switch. */
export async function benchUnpack(folder: string, pacote: string): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const { tree, limit } of TARGETS) {
    const place = join(folder, tree.name);
    await mkdir(place);
    const { archive, manifest } = await packTree(tree, place);
    const { sha256, sha512 } = await digestsOf(archive);
    const byUs = program('unpack-by-us.ts', archive, sha256, manifest);
    const integrity = `sha512-${sha512.toString('base64')}`;
    const [ours, tar, npm] = await takeTurns(place, [
      (out) => [...byUs, out],
      (out) => [...program('unpack-by-tar.ts', archive, sha256), out],
      (out) => [...program('unpack-by-pacote.ts', pacote, archive, integrity), out, `${out}-cache`],
    ]);
    const ratios = [tar, npm].map((peer) => `${FORMAT.seconds(peer)} (${FORMAT.times(ours / peer)})`);
    results.push({
      name: `verify, unpack and hash ${tree.name}`,
      words: `ours ${FORMAT.seconds(ours)}, sha256sum and tar ${ratios[0]}, pacote ${ratios[1]}`,
      target: `at most ${limit} x of sha256sum and tar`,
      isMet: ours / tar <= limit,
    });
    if (tree === TREES.many) results.push(await benchDurability(place, byUs));
    await rm(place, { recursive: true });
  }
  return results;
}

/** A `sync` that does nothing stands for a disk that is not waited for. */
async function benchDurability(folder: string, byUs: Command): Promise<Result> {
  const path = join(folder, 'no-sync');
  await mkdir(path);
  await symlink('/bin/true', join(path, 'sync'));
  const [on, off] = await takeTurns(folder, [
    (out) => [...byUs, out, 'activate'],
    (out) => ['env', `PATH=${path}:${process.env['PATH'] ?? ''}`, ...byUs, out, 'activate'],
  ]);
  return {
    name: 'durability of an install of 5,500 files',
    words: `${FORMAT.seconds(on)} with, ${FORMAT.seconds(off)} without, ${FORMAT.times(on / off)}`,
    target: `at most ${DURABILITY_LIMIT} x`,
    isMet: on / off <= DURABILITY_LIMIT,
  };
}

function program(script: string, ...args: readonly string[]): Command {
  return [process.execPath, join(import.meta.dirname, script), ...args];
}

/** Median seconds of each; each run is a process of its own, into a folder of its own. */
async function takeTurns<T extends readonly ((out: string) => Command)[]>(
  parent: string,
  contestants: readonly [...T],
): Promise<{ readonly [K in keyof T]: number }>;
async function takeTurns(
  parent: string,
  contestants: readonly ((out: string) => Command)[],
): Promise<readonly number[]> {
  const samples = contestants.map((): Sample[] => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [at, commandOf] of contestants.entries()) {
      const folder = await mkdtemp(join(parent, 'run-'));
      const output = await runWithin(PATIENCE_MS, commandOf(join(folder, 'out')));
      samples[at]?.push(...parseSamples(output ?? ''));
      await rm(folder, { recursive: true });
    }
  }
  return samples.map(medianSeconds);
}
