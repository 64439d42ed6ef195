import { z } from 'zod';
import type { Sample } from './sample.ts';

const sample = z.object({
  seconds: z.number(),
  cpuSeconds: z.number().optional(),
  peakBytes: z.number().optional(),
});

/** Reads what a program prints: a line of JSON for each run. */
export function parseSamples(output: string): readonly Sample[] {
  const lines = output.split(/\r?\n/).filter((line) => line !== '');
  return lines.map((line) => sample.parse(JSON.parse(line)));
}

const additions = z.object({ small: z.number(), large: z.number() });

/** Reads what a publisher prints who added one target to a small and to a large repository, in turn: medians. */
export function parseAdditions(output: string): z.infer<typeof additions> {
  return additions.parse(JSON.parse(output));
}
