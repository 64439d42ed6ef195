import type { Rule } from '../rule.ts';

/** Reported for an archive that the reader refuses. */
export const ARC_007: Rule = {
  id: 'ARC-007',
  title: 'An archive beyond the limits',
  severity: 'critical',
  isFinal: true,
  what: 'More, larger or more tightly packed members than the limits allow.',
  why: 'It fills a disk or a memory, or hides in its mass.',
  incident: '42.zip, CVE-2026-53655',
  fix: 'Split the plugin, or raise a limit in the policy.',
};
