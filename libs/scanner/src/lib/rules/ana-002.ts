import type { Rule } from '../rule.ts';

/** Reported wherever a budget of the analysis is spent. It makes the scan incomplete, which no policy waives. */
export const ANA_002: Rule = {
  id: 'ANA-002',
  title: 'More code than the budget of the analysis',
  severity: 'high',
  what: 'A source is too long, too deeply nested, or too tangled to be analysed within a fixed number of steps.',
  why: 'The part that was not analysed may hold anything. The budget counts syntax and steps, never time, so that the verdict is the same on every machine.',
  incident: 'The payload of Shai-Hulud 2.0 was one file of ten megabytes, larger than many scanners read.',
  fix: 'Split generated code into several files, or do not ship it.',
};
