import { z } from 'zod';

const cost = z.object({
  path: z.string(),
  /** Of the reading alone, all threads. */
  cpuSeconds: z.number(),
  seconds: z.number(),
  /** Of all files. */
  bytes: z.number(),
  /** Of the JavaScript sources. */
  javascript: z.number(),
});

/** What one package cost one contestant. */
export type PackageCost = Readonly<z.infer<typeof cost>>;

/** Reads what `read-packages.ts` prints: a line of JSON for each package. */
export function parseCosts(output: string): readonly PackageCost[] {
  const lines = output.split(/\r?\n/).filter((line) => line !== '');
  return lines.map((line) => cost.parse(JSON.parse(line)));
}
