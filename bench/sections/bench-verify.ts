import { join } from 'node:path';
import type { BenchInput, Section } from '../bench-input.ts';
import { contest, figuresOf } from '../contest.ts';
import { atMost, type Line, type Target } from '../line.ts';
import { flatContent } from '../repositories/contents.ts';
import { writeRepository } from '../repositories/write-repository.ts';
import { medianCpuSeconds } from '../statistics.ts';

const SIZES = [1_000, 3_000, 10_000, 100_000];
/** More than so many targets take stock tuf-js minutes. */
const TUF_JS_MAX = 3_000;
const PROCESSES = 2;
const ROUNDS_IN_PROCESS = 4;
/** How much more than in proportion is still called linear: sorting, and what a processor's cache holds. */
const LINEAR_TOLERANCE = 1.25;

/** CPU time to parse and verify one targets file, by its number of targets; ours is a whole refresh from memory. */
export const benchVerify: Section = async (input) => {
  const figures: Line['figures'][] = [];
  for (const size of SIZES) figures.push(await verify(size, input));
  const targets = targetsOf(figures.map(({ ours }) => Number(ours)));
  return SIZES.map((size, at) => ({
    name: `parse and verify ${size.toLocaleString('en')} targets, CPU`,
    unit: 'seconds',
    figures: figures[at] ?? {},
    targets: targets.get(size) ?? [],
  }));
};

function targetsOf(ours: readonly number[]): ReadonlyMap<number, readonly Target[]> {
  const [tenThousand = NaN, hundredThousand = NaN] = ours.slice(-2);
  const growth = hundredThousand / tenThousand / 10;
  const linear = `linear: at most ${LINEAR_TOLERANCE} x of 10,000 each (${growth.toFixed(2)} x)`;
  return new Map([
    [10_000, [atMost(tenThousand, 0.15, 'at most 150 ms')]],
    [100_000, [atMost(growth, LINEAR_TOLERANCE, linear)]],
  ]);
}

async function verify(size: number, { programs, keys, folder }: BenchInput): Promise<Line['figures']> {
  const repository = await writeRepository(join(folder, String(size)), flatContent(size), keys);
  const args = ['verify', repository.folder, String(ROUNDS_IN_PROCESS)];
  const results = await contest({
    programs,
    names: ['ours', 'python-tuf', ...(size <= TUF_JS_MAX ? (['tuf-js'] as const) : [])],
    rounds: PROCESSES,
    argumentsOf: () => Promise.resolve(args),
  });
  return figuresOf(results, medianCpuSeconds);
}
