import { VaultError } from '@ragnos-vault/errors';
import { NO_CAPABILITIES } from './capabilities.ts';
import { RULES } from './catalogue.ts';
import { toDisplayText } from './display-text.ts';
import { judge } from './policy/judge.ts';
import { fingerprint } from './fingerprint.ts';
import type { Finding, ScanReport } from './finding.ts';
import type { Policy } from './policy/policy.ts';
import type { ScanInput } from './scan.ts';

/** The finding that a refusal of the archive reader stands for; `undefined` for every other error. */
export function archiveFinding(error: unknown): Finding | undefined {
  if (!(error instanceof VaultError) || !error.code.startsWith('ERR_ARCHIVE_')) return undefined;
  const rule = RULES.find(({ id }) => id === error.facts['rule']);
  if (rule === undefined) return undefined;
  const path = error.facts['path'];
  return {
    rule: rule.id,
    severity: rule.severity,
    path: typeof path === 'string' ? toDisplayText(path) : '',
    message: toDisplayText(error.message),
  };
}

/**
 * The report of an archive that the reader refuses: it blocks under every policy, and tells that nothing inside was
 * looked at. `undefined` for every other error.
 */
export function reportRefusal(
  error: unknown,
  input: Omit<ScanInput, 'files'>,
  policy: Policy,
): ScanReport | undefined {
  const finding = archiveFinding(error);
  if (finding === undefined) return undefined;
  const seen = { findings: [finding], complete: false, files: [], capabilities: NO_CAPABILITIES };
  const { name, version, sha256 } = input;
  const { verdict, findings, ...judgement } = judge(seen, { ...input, files: [] }, policy);
  return {
    name,
    version,
    sha256,
    verdict,
    complete: false,
    findings: fingerprint(findings, { fileAt: new Map() }),
    skipped: [],
    files: 0,
    bytes: 0,
    capabilities: NO_CAPABILITIES,
    ...judgement,
  };
}
