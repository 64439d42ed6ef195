import { join } from 'node:path';
import type { Tally } from './tally.ts';

/** Where one run of the corpus takes place. */
export interface Site {
  /** A temporary folder; the vault lies in its `vault/`. */
  readonly cwd: string;
  readonly tally: Tally;
  /** The policy that lets the stopped packages through. */
  readonly policy: string;
}

export function createSite(cwd: string, tally: Tally): Site {
  return { cwd, tally, policy: join(cwd, 'allow.policy.yaml') };
}
