import { join } from 'node:path';
import type { BenchInput, Section } from '../bench-input.ts';
import { contest, figuresOf } from '../contest.ts';
import { atMost, under, type Line } from '../line.ts';
import { measure } from '../measure.ts';
import { parseAdditions } from '../parse-sample.ts';
import { ARCHIVE_BYTES, publishPlugins } from '../publisher.ts';
import { BINS, binnedPlugins, flatPlugins } from '../repositories/contents.ts';
import { writeRepository, type Repository } from '../repositories/write-repository.ts';
import { runWithin } from '../run-program.ts';
import { median, medianSeconds } from '../statistics.ts';

/** Each plugin is two targets, its archive and its index. */
const PLUGINS = 50_000;
const TARGETS = 2 * PLUGINS;
const ROUNDS = 15;
const PYTHON_ROUNDS = 3;
const BATCH = 2_500;
const PATIENCE_MS = 180_000;

/** What it costs to publish, once archives are read and scanned. python-tuf puts as many targets into one flat file. */
export const benchPublish: Section = async (input) => {
  const { keys, folder } = input;
  const empty = await writeRepository(join(folder, 'empty'), binnedPlugins(0, keys), keys);
  const full = await writeRepository(join(folder, 'full'), binnedPlugins(PLUGINS, keys), keys);
  const flat = await writeRepository(join(folder, 'flat'), flatPlugins(1), keys);
  const additions = await benchAdditions({ empty, full }, input);
  return [...additions, ...(await benchBatches({ empty, flat }, input))];
};

async function benchAdditions(
  { empty, full }: { readonly empty: Repository; readonly full: Repository },
  { programs, keys, folder }: BenchInput,
): Promise<readonly Line[]> {
  const small: number[] = [];
  const large: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const add = (to: Repository) => measure(() => publishPlugins([`added-${round}`], to, keys));
    small.push((await add(empty)).seconds);
    large.push((await add(full)).seconds);
  }
  const ours = { small: median(small), large: median(large) };
  const python = await addWithPython(programs, join(folder, 'python-add-one'));
  const ratio = ours.large / ours.small;
  const among = `${TARGETS.toLocaleString('en')} targets`;
  return [
    {
      name: `add one plugin, ${BINS.toLocaleString('en')} bins of ${among} against empty ones`,
      unit: 'times',
      figures: { ours: ratio, ...(python && { 'python-tuf': python.large / python.small }) },
      targets: [atMost(ratio, 1.5, 'at most 1.5 x')],
    },
    {
      name: `add one plugin to ${among}`,
      unit: 'seconds',
      figures: { ours: ours.large, ...(python && { 'python-tuf': python.large }) },
      targets: [],
    },
  ];
}

async function addWithPython(
  { 'python-tuf': program }: BenchInput['programs'],
  folder: string,
): Promise<ReturnType<typeof parseAdditions> | undefined> {
  if (program === undefined) return undefined;
  const args = ['add-one', folder, String(TARGETS), String(PYTHON_ROUNDS)];
  const output = await runWithin(PATIENCE_MS, [...program, ...args]);
  if (output === undefined) throw new Error('python-tuf does not come to an end');
  return parseAdditions(output);
}

async function benchBatches(
  { empty, flat }: { readonly empty: Repository; readonly flat: Repository },
  { programs, keys, folder }: BenchInput,
): Promise<readonly Line[]> {
  const names = Array.from({ length: BATCH }, (_, at) => `batch-${at}`);
  const publish = async (to: Repository) => (await measure(() => publishPlugins(names, to, keys))).seconds;
  const ours = [await publish(flat), await publish(empty)];
  const python = await contest({
    programs,
    names: ['python-tuf'],
    rounds: 1,
    argumentsOf: () =>
      Promise.resolve(['add-many', join(folder, 'python-add-many'), String(BATCH), String(ARCHIVE_BYTES)]),
  });
  const what = `publish ${BATCH.toLocaleString('en')} plugins at once`;
  return [`${what}, one file`, `${what}, ${BINS.toLocaleString('en')} bins`].map((name, at) => ({
    name,
    unit: 'seconds',
    figures: { ...figuresOf(python, medianSeconds), ours: ours[at] ?? NaN },
    targets: [under(ours[at] ?? NaN, 10, 'under 10 s')],
  }));
}
