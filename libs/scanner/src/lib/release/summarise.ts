import { inspect, type Inspection } from '../inspect.ts';
import { summarisePlugin, type PreviousRelease } from './previous-release.ts';
import type { FileMember } from '@ragnos-vault/archive';

interface Release {
  readonly version: string;
  /** The ids of the keys that have signed its role, where that is known. */
  readonly signers?: readonly string[];
}

export type SummariseInput = Release & { readonly files: readonly FileMember[] };

/** Sums a release up for the next one to be compared with. Pure; the order of the files does not matter. */
export function summarise(input: SummariseInput): PreviousRelease {
  return summariseInspection(inspect(input.files), input);
}

export function summariseInspection(
  { plugin, capabilities, collector }: Inspection,
  { version, signers }: Release,
): PreviousRelease {
  const seen = { version, capabilities: capabilities.uncut(), findings: collector.findings() };
  return { ...summarisePlugin(plugin, seen), ...(signers && { signers }) };
}
