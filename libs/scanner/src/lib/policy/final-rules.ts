import { RULES } from '../catalogue.ts';

/** What is said of a scan that did not see everything. */
const INCOMPLETE = ['ANA-002', 'ANA-003'];

const FINAL = new Set([...INCOMPLETE, ...RULES.filter(({ isFinal }) => isFinal).map(({ id }) => id)]);

/** Whether a finding of this rule blocks whatever the policy says. */
export function isFinalRule(id: string): boolean {
  return FINAL.has(id);
}
