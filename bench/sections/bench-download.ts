import { join } from 'node:path';
import type { BenchInput, Section } from '../bench-input.ts';
import { contest, figuresOf, type Results } from '../contest.ts';
import { comparedWith, type Line, type Target } from '../line.ts';
import { whileServed } from '../open-server.ts';
import { DOWNLOADED, flatContent } from '../repositories/contents.ts';
import { writeRepository } from '../repositories/write-repository.ts';
import { medianSeconds } from '../statistics.ts';

/** By the number of targets: so many processes, each of which downloads so often. */
const RUNS: ReadonlyMap<number, Runs> = new Map([
  [1, { processes: 5, rounds: 12 }],
  [1_000, { processes: 4, rounds: 6 }],
  [10_000, { processes: 4, rounds: 6 }],
  [100_000, { processes: 2, rounds: 4 }],
]);
/** More than so many targets take stock tuf-js minutes. */
const TUF_JS_MAX = 1_000;
const GO_TUF_TARGET_MIN = 10_000;

interface Runs {
  readonly processes: number;
  readonly rounds: number;
}

/**
 * A client that knows nothing but the root gets a target of 200 kB over HTTP, by the targets in its one file. The
 * first time in its process has a line of its own: what it costs is mostly the machine code that V8 has not made yet.
 */
export const benchDownload: Section = async (input) => {
  const lines: Line[] = [];
  for (const [size, runs] of RUNS) lines.push(...linesOf(size, runs, await download(size, runs, input)));
  return lines;
};

async function download(
  size: number,
  { processes, rounds }: Runs,
  { programs, keys, folder }: BenchInput,
): Promise<Results> {
  const repository = await writeRepository(join(folder, String(size)), flatContent(size), keys);
  return whileServed(repository.folder, ({ url }) =>
    contest({
      programs,
      names: ['ours', 'python-tuf', 'go-tuf', ...(size <= TUF_JS_MAX ? (['tuf-js'] as const) : [])],
      rounds: processes,
      argumentsOf: () =>
        Promise.resolve(['download', repository.trustedRoot, url, folder, DOWNLOADED, String(rounds)]),
    }),
  );
}

function linesOf(size: number, { rounds }: Runs, results: Results): readonly Line[] {
  const isFirst = (at: number): boolean => at % rounds === 0;
  const first = figuresOf(results, (samples) => medianSeconds(samples.filter((_, at) => isFirst(at))));
  const later = figuresOf(results, (samples) => medianSeconds(samples.filter((_, at) => !isFirst(at))));
  const name = `cold refresh and download, ${size.toLocaleString('en')} ${size === 1 ? 'target' : 'targets'}`;
  return [
    { name: `${name}, first in its process`, unit: 'seconds', figures: first, targets: [] },
    { name, unit: 'seconds', figures: later, targets: targetsOf(size, later) },
  ];
}

function targetsOf(size: number, figures: Line['figures']): readonly Target[] {
  const ours = Number(figures.ours);
  return [
    comparedWith(figures['python-tuf'], 'under half of python-tuf', (peer) => ours < peer / 2),
    ...(size >= GO_TUF_TARGET_MIN
      ? [comparedWith(figures['go-tuf'], 'at most go-tuf', (peer) => ours <= peer)]
      : []),
  ];
}
