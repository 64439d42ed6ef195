import type { Rule } from '../rule.ts';

/** Reported for an archive that the reader refuses. */
export const ARC_005: Rule = {
  id: 'ARC-005',
  title: 'A name that systems read in different ways',
  severity: 'high',
  isFinal: true,
  what: 'A name is reserved on Windows, holds control, bidirectional or invisible characters, is not NFC or UTF-8, ends in a dot or a space, is over-long or too deep.',
  why: 'What one system calls a file another one calls a device, or does not show.',
  incident: 'CVE-2024-28863, CVE-2021-42574',
  fix: 'Use plain names.',
};
