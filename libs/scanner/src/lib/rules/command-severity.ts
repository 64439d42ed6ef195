import type { Command } from '../plugin/commands.ts';
import type { Severity } from '../severity.ts';

/** A command that only a person can start is a reason to look, not to refuse. */
export function severityIn({ runs }: Command): { readonly severity?: Severity } {
  return runs === 'manual' ? { severity: 'medium' } : {};
}
