import { SEVERITIES, type Severity } from '../severity.ts';

/** One step down; what is low stays low. */
export function milder(severity: Severity): Severity {
  return SEVERITIES[SEVERITIES.indexOf(severity) - 1] ?? severity;
}
