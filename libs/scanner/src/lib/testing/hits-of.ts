import type { FileMember } from '@ragnos-vault/archive';
import { DEFAULT_POLICY, type Policy } from '../policy/policy.ts';
import { summarise } from '../release/summarise.ts';
import { scan, type ScanInput } from '../scan.ts';
import type { ScanReport } from '../finding.ts';

const NOW = new Date('2026-01-01T00:00:00Z');
/** What leaves every finding at the severity of its rule. */
const STRICT: Policy = { ...DEFAULT_POLICY, profile: 'strict' };

/** Files by path; text is UTF-8. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** Scans files as one plugin. For specs. */
export function scanOf(files: Files, policy: Policy = DEFAULT_POLICY): ScanReport {
  return scan(inputOf(files, '1.0.0'), policy);
}

/** Scans files as the version after others. */
export function scanAfter(before: Files, now: Files, version = '1.0.1'): ScanReport {
  const previous = summarise(inputOf(before, '1.0.0'));
  return scan({ ...inputOf(now, version), previous }, STRICT);
}

/** What one rule says of the step from one version to the next, as `severity message`. */
export function changesOf(rule: string, before: Files, now: Files): readonly string[] {
  const { findings } = scanAfter(before, now);
  return findings
    .filter((finding) => finding.rule === rule)
    .map(({ severity, message }) => `${severity} ${message}`);
}

export function inputOf(files: Files, version: string): ScanInput {
  const members = Object.entries(files).map(([path, content]): FileMember => ({
    path,
    mode: 0o644,
    content: typeof content === 'string' ? new TextEncoder().encode(content) : content,
  }));
  return { files: members, name: '@acme/sample', version, sha256: 'a'.repeat(64), now: NOW };
}

/** What one rule says about them, as `severity path`, each once. */
export function hitsOf(rule: string, files: Files): readonly string[] {
  const { findings } = scanOf(files, STRICT);
  const hits = findings.filter((finding) => finding.rule === rule);
  return [...new Set(hits.map(({ severity, path }) => `${severity} ${path}`))];
}

/** A plugin of one source. */
export function js(source: string): Files {
  return { 'package.json': '{"name":"@acme/sample","version":"1.0.0"}', 'index.js': source };
}

/** A plugin of nothing but its manifest. */
export function manifest(fields: Readonly<Record<string, unknown>>): Files {
  return { 'package.json': JSON.stringify({ name: '@acme/sample', version: '1.0.0', ...fields }) };
}
