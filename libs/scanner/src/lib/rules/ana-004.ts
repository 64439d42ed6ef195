import type { Rule } from '../rule.ts';

/** Reported where the analysis is complete, but for flows of data that go further than it follows them. */
export const ANA_004: Rule = {
  id: 'ANA-004',
  title: 'A flow of data that was not followed to its end',
  severity: 'medium',
  what: 'A package holds too much code to follow data from one of its files into another, or a value meets so many others that its flow was not followed to its end (low). Each file by itself was analysed.',
  why: 'What flows further may reach a place where it does harm.',
  incident: 'None known; padding a package to blind a scanner would be one.',
  fix: 'Ship what the plugin needs, and no more.',
};
