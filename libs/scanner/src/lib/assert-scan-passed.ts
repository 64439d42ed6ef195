import { VaultError, type ErrorCode } from '@ragnos-vault/errors';
import { toDisplayText } from './display-text.ts';
import { isFinalRule } from './policy/final-rules.ts';
import { SEVERITIES } from './severity.ts';
import type { Finding, ScanReport } from './finding.ts';

/**
 * Lets a report of verdict `pass` or `allowed` through.
 *
 * @throws ERR_SCAN_INCOMPLETE if part of the plugin was not looked at, else ERR_SCAN_BLOCKED; the facts name the
 * worst finding and how many there are that block.
 */
export function assertScanPassed(report: ScanReport): void {
  if (report.verdict !== 'block') return;
  const code: ErrorCode = report.complete ? 'ERR_SCAN_BLOCKED' : 'ERR_SCAN_INCOMPLETE';
  const blocking = report.findings.filter(({ blocks }) => blocks);
  const worst = worstOf(blocking);
  const { name, version, sha256 } = report;
  const plugin = version === '' ? name : `${name}@${version}`;
  const place = worst.path === '' ? '' : ` in ${worst.path}`;
  const where = toDisplayText(`${plugin} is stopped by ${worst.rule}${place}`);
  const message = `${where}: ${worst.message}`;
  const final = report.complete ? blocking.find(({ rule }) => isFinalRule(rule)) : undefined;
  throw new VaultError(code, message, {
    ...(final && { hint: `read the findings; no policy lets ${final.rule} pass` }),
    facts: { name, version, sha256, rule: worst.rule, path: worst.path, findings: blocking.length },
  });
}

function worstOf(findings: readonly Finding[]): Finding {
  const rank = (finding: Finding): number => SEVERITIES.indexOf(finding.severity);
  const [worst] = findings.toSorted((a, b) => rank(b) - rank(a));
  return worst ?? { rule: 'ANA-003', severity: 'critical', path: '', message: 'the scan was not finished' };
}
