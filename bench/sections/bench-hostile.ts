import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { BenchInput, Section } from '../bench-input.ts';
import { contest, figuresOf, type Results } from '../contest.ts';
import { under, type Line } from '../line.ts';
import { whileServed } from '../open-server.ts';
import { hostileFiles, writeHostileMirror, type HostileFile } from '../repositories/hostile-mirror.ts';
import { medianCpuSeconds, medianPeakBytes } from '../statistics.ts';

const ROUNDS = 3;
const LIMIT_SECONDS = 10;

/** What a mirror without any key can cost a client, by files as long as clients read them by default. */
export const benchHostile: Section = async (input) => {
  const lines: Line[] = [];
  for (const file of hostileFiles(input.keys)) lines.push(...linesOf(file, await refuse(file, input)));
  return lines;
};

async function refuse(file: HostileFile, { programs, keys, folder }: BenchInput): Promise<Results> {
  const mirror = await writeHostileMirror(await mkdtemp(join(folder, 'mirror-')), file, keys);
  return whileServed(mirror.folder, ({ url }) =>
    contest({
      programs,
      names: ['ours', 'python-tuf', 'tuf-js'],
      rounds: ROUNDS,
      limitSeconds: LIMIT_SECONDS,
      argumentsOf: async () => ['refuse', mirror.trustedRoot, url, await mkdtemp(join(folder, 'client-'))],
    }),
  );
}

function linesOf({ name, role }: HostileFile, results: Results): readonly Line[] {
  const cpu = figuresOf(results, medianCpuSeconds, `> ${LIMIT_SECONDS} s`);
  const memory = figuresOf(results, medianPeakBytes, '-');
  const what = `refuse an unsigned ${role} file of ${name}`;
  return [
    {
      name: `${what}, CPU`,
      unit: 'seconds',
      figures: cpu,
      targets: [under(Number(cpu.ours), 1, 'under 1 s')],
    },
    {
      name: `${what}, peak memory`,
      unit: 'bytes',
      figures: memory,
      targets: [under(Number(memory.ours), 200e6, 'under 200 MB')],
    },
  ];
}
