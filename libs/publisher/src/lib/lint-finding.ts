/** `error`: some client, some day, is refused. `warning`: it works, and its operator should know. */
export type FindingSeverity = 'error' | 'warning';

/** What `verify-repo` can find. Codes are public: add, never rename. */
export const FINDINGS = {
  'bins-incomplete': 'error',
  'consistent-snapshot': 'error',
  'custom-invalid': 'error',
  'custom-size': 'warning',
  'delegation-paths': 'error',
  due: 'warning',
  expired: 'error',
  'expires-late': 'warning',
  'index-invalid': 'error',
  'index-lacks-version': 'error',
  'index-mismatch': 'error',
  'index-missing': 'error',
  'index-target-missing': 'error',
  'key-duplicate': 'error',
  'key-id': 'error',
  'key-missing': 'error',
  'key-shared': 'warning',
  'key-unsupported': 'error',
  'key-unused': 'warning',
  'key-weak': 'error',
  'metadata-invalid': 'error',
  'metadata-missing': 'error',
  'metadata-mismatch': 'error',
  'pattern-not-portable': 'error',
  'retired-role-missing': 'warning',
  'revocations-invalid': 'error',
  'role-name': 'error',
  'role-outgrown': 'warning',
  'role-too-large': 'error',
  'role-unpublished': 'warning',
  'root-chain': 'error',
  'root-differs': 'error',
  'root-missing': 'error',
  'root-pending': 'warning',
  'root-threshold': 'warning',
  'signature-empty': 'error',
  'signature-invalid': 'error',
  'signature-threshold': 'error',
  'snapshot-unproven': 'warning',
  'target-collision': 'warning',
  'target-hash': 'error',
  'target-length': 'error',
  'target-missing': 'error',
  'target-name': 'error',
  'target-shadowed': 'warning',
  'target-unreachable': 'error',
  'threshold-unreachable': 'error',
  'vendor-paths': 'error',
  'version-mismatch': 'error',
  'walk-failed': 'error',
} as const satisfies Record<string, FindingSeverity>;

export type FindingCode = keyof typeof FINDINGS;

export interface Finding {
  readonly code: FindingCode;
  readonly severity: FindingSeverity;
  readonly role?: string;
  /** A target path, or a path below the repository. */
  readonly path?: string;
  readonly message: string;
}

/** Takes down a finding; its code decides how severe it is. */
export type Report = (code: FindingCode, message: string, place?: Pick<Finding, 'role' | 'path'>) => void;

export function collectFindings(): { readonly findings: Finding[]; readonly report: Report } {
  const findings: Finding[] = [];
  const report: Report = (code, message, place = {}) => {
    findings.push({ code, severity: FINDINGS[code], ...place, message });
  };
  return { findings, report };
}
