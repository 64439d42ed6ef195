import type { Rule } from '../rule.ts';

/** Reported for an archive that the reader refuses. */
export const ARC_003: Rule = {
  id: 'ARC-003',
  title: 'A special member',
  severity: 'critical',
  isFinal: true,
  what: 'A member is a device, a FIFO, a sparse or an unknown type, or is setuid, setgid or sticky.',
  why: 'A plugin is made of files and folders; the rest does something on being unpacked.',
  incident: 'CVE-2024-12718 (modes of members), CVE-2025-62518',
  fix: 'Ship files and folders with usual modes.',
};
