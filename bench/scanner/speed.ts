import { join } from 'node:path';
import type { CorpusPackage } from '../../e2e/corpus/fetch.ts';
import { runWithin } from '../run-program.ts';
import { parseCosts, type PackageCost } from './parse-costs.ts';

const NODE = [process.execPath, '--disable-warning=ExperimentalWarning'] as const;
const READER = join(import.meta.dirname, 'read-packages.ts');
const PATIENCE_MS = 1_200_000;

const CONTESTANTS = ['ours', 'meriyah', 'js-x-ray'] as const;
type Costs = Readonly<Record<(typeof CONTESTANTS)[number], readonly PackageCost[]>>;

/** The promises: MB of JavaScript a core and second; seconds for small packages, and for any. */
const MEGABYTES_PER_SECOND = 2;
const SMALL_BYTES = 1e6;
const SMALL_SHARE = 0.95;
const SMALL_SECONDS = 1.5;
const MOST_SECONDS = 10;

/** The promises are about so many packages; all of them would take the bench a quarter of an hour. */
const PACKAGES = 100;

/** Lets every contestant read packages from all over the corpus, in a process of its own, and prints who took how long; whether all promises hold. */
export async function benchSpeed(packages: readonly CorpusPackage[]): Promise<boolean> {
  const archives = spread(packages).map(({ archive }) => archive);
  console.log(`\nspeed, over ${archives.length} of ${packages.length} packages`);
  const costs: Costs = {
    ours: await read('ours', archives),
    meriyah: await read('meriyah', archives),
    'js-x-ray': await read('js-x-ray', archives),
  };
  const ours = rateOf(costs.ours);
  for (const name of CONTESTANTS) {
    const rate = rateOf(costs[name]);
    console.log(
      `${name.padEnd(10)} ${rate.toFixed(2)} MB/s of JavaScript, ours is ${(ours / rate).toFixed(2)} x`,
    );
  }
  return printPromises(costs.ours, ours);
}

function spread(packages: readonly CorpusPackage[]): readonly CorpusPackage[] {
  const step = Math.max(1, packages.length / PACKAGES);
  return packages.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}

async function read(name: string, archives: readonly string[]): Promise<readonly PackageCost[]> {
  const output = await runWithin(PATIENCE_MS, [...NODE, READER, name, ...archives]);
  if (output === undefined) throw new Error(`${name} did not come to an end`);
  return parseCosts(output);
}

function rateOf(costs: readonly PackageCost[]): number {
  const javascript = costs.reduce((sum, cost) => sum + cost.javascript, 0);
  return javascript / 1e6 / costs.reduce((sum, cost) => sum + cost.cpuSeconds, 0);
}

function printPromises(costs: readonly PackageCost[], rate: number): boolean {
  const small = costs.filter(({ bytes }) => bytes < SMALL_BYTES);
  const quick = small.filter(({ seconds }) => seconds <= SMALL_SECONDS).length / small.length;
  const [slowest] = costs.toSorted((a, b) => b.seconds - a.seconds);
  const longest = slowest?.seconds ?? 0;
  return [
    promise(`at least ${MEGABYTES_PER_SECOND} MB/s`, rate >= MEGABYTES_PER_SECOND, `${rate.toFixed(2)} MB/s`),
    promise(
      `${SMALL_SHARE * 100} % of ${small.length} packages under 1 MB within ${SMALL_SECONDS} s`,
      quick >= SMALL_SHARE,
      `${(quick * 100).toFixed(1)} %`,
    ),
    promise(
      `none over ${MOST_SECONDS} s`,
      longest <= MOST_SECONDS,
      `${longest.toFixed(2)} s for ${slowest?.path.split('/').at(-1) ?? ''}`,
    ),
  ].every((isKept) => isKept);
}

function promise(what: string, isKept: boolean, figure: string): boolean {
  console.log(`${isKept ? 'met   ' : 'MISSED'} ${what}: ${figure}`);
  return isKept;
}
