import { RULES } from '../catalogue.ts';

/** What is said of a scan that did not see everything. */
const INCOMPLETE = ['ANA-002', 'ANA-003'];

const FINAL = new Set([...INCOMPLETE, ...RULES.filter(({ isFinal }) => isFinal).map(({ id }) => id)]);

/** Whether no policy excuses a finding of this rule, nor rates it lower. */
export function isFinalRule(id: string): boolean {
  return FINAL.has(id);
}
