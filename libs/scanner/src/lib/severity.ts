/** From the least to the worst; a policy names one of them as the point of refusal. */
export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;

export type Severity = (typeof SEVERITIES)[number];

/** From which severity on a finding blocks. */
export type FailOn = Severity | 'never';

/** Whether `severity` is as bad as `limit`, or worse. */
export function isAtLeast(severity: Severity, limit: FailOn): boolean {
  return limit !== 'never' && SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(limit);
}

export function worseOf(a: Severity, b: Severity): Severity {
  return isAtLeast(a, b) ? a : b;
}

export function milderOf(a: Severity, b: Severity): Severity {
  return isAtLeast(a, b) ? b : a;
}

/** The limit that lets less through. */
export function stricterLimit(a: FailOn, b: FailOn): FailOn {
  if (a === 'never') return b;
  return b === 'never' ? a : milderOf(a, b);
}
