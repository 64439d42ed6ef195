import { parseSamples } from './parse-sample.ts';
import type { Contestant, Programs } from './programs.ts';
import { runWithin } from './run-program.ts';
import type { Sample } from './sample.ts';

export interface ContestInput {
  readonly programs: Programs;
  /** Who takes part; those that are not installed are left out. */
  readonly names: readonly Contestant[];
  /** Runs of each. */
  readonly rounds: number;
  readonly limitSeconds?: number;
  readonly argumentsOf: (name: Contestant) => Promise<readonly string[]>;
}

export type Results = ReadonlyMap<Contestant, readonly Sample[] | 'too slow'>;

/** Nothing that has no limit of its own takes so long, so that one who does hangs. */
const PATIENCE_SECONDS = 120;

/**
 * Runs all contestants once, then all of them again, and so on: what disturbs the machine for a while disturbs each of
 * them alike. Who exceeds the limit is not run again.
 *
 * @throws Error where a program fails
 */
export async function contest(input: ContestInput): Promise<Results> {
  const results = new Map<Contestant, readonly Sample[] | 'too slow'>();
  for (let round = 0; round < input.rounds; round += 1) {
    for (const name of input.names) {
      const known = results.get(name) ?? [];
      if (known === 'too slow') continue;
      const samples = await run(name, input);
      if (samples !== undefined) results.set(name, samples === 'too slow' ? samples : [...known, ...samples]);
    }
  }
  return results;
}

async function run(
  name: Contestant,
  { programs, limitSeconds, argumentsOf }: ContestInput,
): Promise<readonly Sample[] | 'too slow' | undefined> {
  const program = programs[name];
  if (program === undefined) return undefined;
  const command = [...program, ...(await argumentsOf(name))] as const;
  const output = await runWithin((limitSeconds ?? PATIENCE_SECONDS) * 1e3, command);
  if (output !== undefined) return parseSamples(output);
  if (limitSeconds === undefined)
    throw new Error(`no end within ${PATIENCE_SECONDS} s: ${command.join(' ')}`);
  return 'too slow';
}

/** What to show of each contestant. */
export function figuresOf(
  results: Results,
  show: (samples: readonly Sample[]) => number,
  tooSlow = '',
): Partial<Record<Contestant, number | string>> {
  return Object.fromEntries(
    [...results].map(([name, samples]) => [name, samples === 'too slow' ? tooSlow : show(samples)]),
  );
}
