import type { Rule } from '../rule.ts';

/** Reported for an archive that the reader refuses. */
export const ARC_004: Rule = {
  id: 'ARC-004',
  title: 'Two members of one name',
  severity: 'critical',
  isFinal: true,
  what: 'Two members would be one file on some file system (letter case, Unicode form, ignorable characters, trailing dots), or a file would be a folder.',
  why: 'The file that was looked at is not the file that stays.',
  incident: 'CVE-2021-37712, CVE-2026-23950',
  fix: 'Give each file a name of its own.',
};
