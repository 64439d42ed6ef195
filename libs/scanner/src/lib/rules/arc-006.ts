import type { Rule } from '../rule.ts';

/** Reported for an archive that the reader refuses. */
export const ARC_006: Rule = {
  id: 'ARC-006',
  title: 'An archive that two tools read in two ways',
  severity: 'critical',
  isFinal: true,
  what: 'The bytes are not one gzip member of one plain tar archive: sizes that differ, PAX keys that rename, sparse files, wrong checksums, odd numbers, members or bytes behind the end.',
  why: 'The scanner sees one list of files, the installer another.',
  incident: 'CVE-2025-62518 (TARmageddon), CVE-2026-53655',
  fix: 'Pack the folder with this product or with `npm pack`.',
};
