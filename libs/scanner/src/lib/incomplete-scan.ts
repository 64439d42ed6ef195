import { ANYTHING } from './capabilities/collect-capabilities.ts';
import { collectFindings } from './collect-findings.ts';
import { fingerprint } from './fingerprint.ts';
import { judge } from './policy/judge.ts';
import { ANA_003 } from './rules/ana-003.ts';
import type { Capabilities } from './capabilities.ts';
import type { ScanReport } from './finding.ts';
import type { Policy } from './policy/policy.ts';
import type { ScanInput } from './scan.ts';

const UNKNOWN = [ANYTHING];
const UNKNOWN_CAPABILITIES: Capabilities = {
  network: UNKNOWN,
  environment: UNKNOWN,
  read: UNKNOWN,
  write: UNKNOWN,
  run: UNKNOWN,
  native: UNKNOWN,
  dynamicCode: UNKNOWN,
  installScripts: UNKNOWN,
};

/**
 * The report of a scan that did not come to its end: it blocks whatever the policy allows. It depends on the machine, and
 * so must never be kept.
 */
export function incompleteScan(input: ScanInput, policy: Policy, reason: string): ScanReport {
  const { files, name, version, sha256 } = input;
  const collector = collectFindings();
  collector.add(ANA_003, { message: `the scan did not end: ${reason}` }, { path: 'package.json' });
  const capabilities = UNKNOWN_CAPABILITIES;
  const seen = { findings: collector.findings(), complete: false, files: [], capabilities };
  const { findings, ...judgement } = judge(seen, input, policy);
  return {
    name,
    version,
    sha256,
    complete: false,
    skipped: [],
    files: files.length,
    bytes: files.reduce((sum, { content }) => sum + content.length, 0),
    capabilities,
    ...judgement,
    findings: fingerprint(findings, { fileAt: new Map() }),
  };
}
