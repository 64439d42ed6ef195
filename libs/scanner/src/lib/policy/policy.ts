import type { ArchiveLimits } from '@ragnos-vault/archive';
import type { Severity } from '../severity.ts';

/** One archive that may pass in spite of its findings: all three must match. */
export interface AllowEntry {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
  readonly reason?: string;
}

export interface Policy {
  readonly version: 1;
  /** Findings of this severity or worse block. */
  readonly failOn: Severity;
  readonly allow: readonly AllowEntry[];
  /** What replaces the archive reader's own limits. */
  readonly limits: Partial<ArchiveLimits>;
}

/** What holds where no policy is given. */
export const DEFAULT_POLICY: Policy = { version: 1, failOn: 'high', allow: [], limits: {} };
