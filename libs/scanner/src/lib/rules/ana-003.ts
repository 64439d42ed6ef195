import type { Rule } from '../rule.ts';

/** Reported wherever a rule or parser throws. It makes the scan incomplete, which no policy waives. */
export const ANA_003: Rule = {
  id: 'ANA-003',
  title: 'A rule or a parser failed',
  severity: 'critical',
  what: 'A defect of the scanner kept it from looking at part of the plugin.',
  why: 'A plugin that crashes a rule would otherwise have found the way around it.',
  incident: 'A hostile input that stops a checker is the oldest evasion there is.',
  fix: 'Report the plugin and the message; nothing in a plugin should be able to do this.',
};
