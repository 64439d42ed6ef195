import type { Rule } from '../rule.ts';

/** Reported for an archive that the reader refuses. */
export const ARC_001: Rule = {
  id: 'ARC-001',
  title: 'A name that leads out',
  severity: 'critical',
  isFinal: true,
  what: 'A member is called with `..`, an absolute path, a drive, a UNC path or a stream.',
  why: 'It would be written wherever the name says, over whatever is there.',
  incident: 'zip-slip 2018, CVE-2021-32804, CVE-2021-37713',
  fix: 'Pack the folder with this product or with `npm pack`.',
};
