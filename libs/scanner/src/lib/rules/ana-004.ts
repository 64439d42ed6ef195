import type { Rule } from '../rule.ts';

/** Reported where the analysis is complete, but for flows of data that go further than it follows them. */
export const ANA_004: Rule = {
  id: 'ANA-004',
  title: 'A flow of data that was not followed to its end',
  severity: 'medium',
  what: 'Files of a package that load one another are together too much code to follow all data from one into another (those nearest to what runs first were), or a value meets so many others that its flow was not followed to its end (low). Each file by itself was analysed. What has nothing to do with a file never counts against it.',
  why: 'What flows further may reach a place where it does harm.',
  incident: 'None known; padding a package to blind a scanner would be one.',
  fix: 'Ship what the plugin needs, and no more.',
};
