import type { FileMember } from '@ragnos-vault/archive';
import { DEFAULT_POLICY, type Policy } from '../policy/policy.ts';
import { scan } from '../scan.ts';
import type { ScanReport } from '../finding.ts';

const NOW = new Date('2026-01-01T00:00:00Z');
/** What leaves every finding at the severity of its rule. */
const STRICT: Policy = { ...DEFAULT_POLICY, profile: 'strict' };

/** Files by path; text is UTF-8. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** Scans files as one plugin. For specs. */
export function scanOf(files: Files, policy: Policy = DEFAULT_POLICY): ScanReport {
  const members = Object.entries(files).map(([path, content]): FileMember => ({
    path,
    mode: 0o644,
    content: typeof content === 'string' ? new TextEncoder().encode(content) : content,
  }));
  return scan(
    { files: members, name: '@acme/sample', version: '1.0.0', sha256: 'a'.repeat(64), now: NOW },
    policy,
  );
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
