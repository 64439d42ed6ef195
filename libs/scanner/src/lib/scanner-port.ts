import { summarise, type SummariseInput } from './release/summarise.ts';
import { scan, type ScanInput } from './scan.ts';
import type { PreviousRelease } from './release/previous-release.ts';
import type { ScanReport } from './finding.ts';
import type { Policy } from './policy/policy.ts';

/** How a use case has plugins scanned: here, or in threads that the wrapper has. */
export interface Scanner {
  /** As `scan`; one that does not come to its end is an incomplete report. */
  readonly scan: (input: ScanInput, policy: Policy) => Promise<ScanReport>;
  /** As `summarise`. @throws ERR_SCAN_INCOMPLETE where it does not come to its end. */
  readonly summarise: (input: SummariseInput) => Promise<PreviousRelease>;
}

export const INLINE_SCANNER: Scanner = {
  scan: (input, policy) => Promise.resolve(scan(input, policy)),
  summarise: (input) => Promise.resolve(summarise(input)),
};
