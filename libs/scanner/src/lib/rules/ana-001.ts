import type { Rule } from '../rule.ts';

/** Reported where sources are parsed. */
export const ANA_001: Rule = {
  id: 'ANA-001',
  title: 'Code that cannot be parsed',
  severity: 'high',
  what: 'A file that Node.js could run is neither JavaScript nor TypeScript to any of three parsers. Where nothing that runs names the file, it is medium.',
  why: 'What cannot be parsed cannot be looked at, and a runtime newer than the parsers might run it all the same.',
  incident: 'Scanners that skip what they cannot parse are evaded with one odd token.',
  fix: 'Ship plain JavaScript. Where the file is a template or a test fixture, give it another extension or leave it out of the package.',
};
