import type { Rule } from '../rule.ts';

/** Reported for an archive that the reader refuses. */
export const ARC_002: Rule = {
  id: 'ARC-002',
  title: 'A link in an archive',
  severity: 'critical',
  isFinal: true,
  what: 'A member is a symbolic or a hard link, or names the target of one.',
  why: 'What is written later through the link lands outside of the folder.',
  incident: 'CVE-2026-23745, CVE-2026-24842, CVE-2026-26960',
  fix: 'Ship the file itself.',
};
