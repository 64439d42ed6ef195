import type { Line } from './line.ts';
import type { Programs } from './programs.ts';
import type { Keys } from './repositories/keys.ts';

/** What every part of the benchmark works with. */
export interface BenchInput {
  readonly programs: Programs;
  readonly keys: Keys;
  /** Its own, empty, and removed afterwards. */
  readonly folder: string;
}

export type Section = (input: BenchInput) => Promise<readonly Line[]>;
