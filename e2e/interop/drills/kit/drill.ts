import type { Tally } from '../../../corpus/tally.ts';
import type { Client } from '../../client.ts';

/** A theft, what it brought the thief, and how it ended. */
export interface Drill {
  /** What was stolen; docs/threat-model.md names it so. */
  readonly name: string;
  readonly play: (site: DrillSite) => Promise<void>;
}

export interface DrillSite {
  readonly tally: Tally;
  /** For temporary folders. */
  readonly folder: string;
  readonly clients: readonly Client[];
}
