import { toDisplayText } from '../display-text.ts';
import { isAtLeast, SEVERITIES } from '../severity.ts';
import {
  artifactLocation,
  BASE,
  locationOf,
  message,
  shownPath,
  toRelativeUri,
  type Placing,
} from './sarif-location.ts';
import { levelOf, NOTIFICATIONS, ruleIndexOf, sarifRules } from './sarif-rules.ts';
import type { FlowStep, ReportedFinding, ScanReport } from '../finding.ts';
import type { Tool } from './tool.ts';

export interface SarifInput {
  readonly report: ScanReport;
  /** The folder of the plugin in the repository that the file is uploaded for, relative and `/`-separated. */
  readonly root?: string;
}

/** GitHub refuses a file with more runs. */
export const MAX_SARIF_RUNS = 20;
/** GitHub refuses a run with more results, and shows the 5,000 worst. */
const MAX_RESULTS = 25_000;
/** GitHub shows no more steps of one flow. */
const MAX_FLOW_STEPS = 1_000;
/** A plugin of pictures shall not drown the rest. */
const MAX_SKIPPED = 1_000;

/**
 * Writes reports as one SARIF 2.1.0 log, one run a plugin, fit for GitHub code scanning. The same reports give the same
 * log: no time, no place of this machine.
 */
export function toSarif(inputs: readonly SarifInput[], tool: Tool): object {
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: inputs.map((input) => toRun(input, tool)),
  };
}

function toRun({ report, root }: SarifInput, { name, version }: Tool): object {
  const results = report.findings.toSorted(byWorst).slice(0, MAX_RESULTS);
  const digests = digestsOf(results);
  const paths = [...digests.keys()];
  const placing: Placing = {
    ...(root !== undefined && root !== '' && { root }),
    indexes: new Map(paths.map((path, at) => [path, at + 1])),
  };
  return {
    tool: { driver: { name, semanticVersion: version, rules: sarifRules(), notifications: NOTIFICATIONS } },
    automationDetails: { id: `${name}/${toRelativeUri(report.name)}/${report.version}` },
    invocations: [toInvocation(report, placing)],
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { [BASE]: { description: { text: baseDescription(root) } } },
    artifacts: [
      archiveOf(report),
      ...paths.map((path) => toArtifact({ path, sha256: digests.get(path) }, placing)),
    ],
    results: results.map((finding) => toResult(finding, report, placing)),
  };
}

/** The worst first, because viewers cut; a stable sort keeps the order of the report within a severity. */
function byWorst(a: ReportedFinding, b: ReportedFinding): number {
  return SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity);
}

function baseDescription(root: string | undefined): string {
  return root === undefined ? 'The top of the plugin.' : 'The top of the repository.';
}

/** Of every file that a result speaks of, in the order in which they do. */
function digestsOf(results: readonly ReportedFinding[]): ReadonlyMap<string, string | undefined> {
  const digests = new Map<string, string | undefined>();
  for (const { path, sha256, flow = [] } of results) {
    const shown = shownPath(path);
    digests.set(shown, sha256 ?? digests.get(shown));
    for (const step of flow) {
      const passed = shownPath(step.path);
      digests.set(passed, digests.get(passed));
    }
  }
  return digests;
}

function archiveOf({ name, version, sha256 }: ScanReport): object {
  return {
    location: { uri: `pkg:npm/${toRelativeUri(name)}@${encodeURIComponent(version)}` },
    roles: ['analysisTarget'],
    hashes: { 'sha-256': sha256 },
  };
}

function toArtifact(
  { path, sha256 }: { readonly path: string; readonly sha256: string | undefined },
  placing: Placing,
): object {
  return {
    location: artifactLocation(path, placing),
    parentIndex: 0,
    roles: ['resultFile'],
    ...(sha256 !== undefined && { hashes: { 'sha-256': sha256 } }),
  };
}

function toResult(finding: ReportedFinding, report: ScanReport, placing: Placing): object {
  const { rule, severity, flow, fingerprint, lineHash } = finding;
  return {
    ruleId: rule,
    ...ruleIndexOf(rule),
    level: levelOf(severity),
    message: message(finding.message),
    locations: [locationOf(finding, placing)],
    ...(flow !== undefined && flow.length > 0 && { codeFlows: [toCodeFlow(flow, placing)] }),
    partialFingerprints: {
      'ragnosVaultFinding/v1': fingerprint,
      // GitHub would else compute it from a checkout, which holds no plugin.
      primaryLocationLineHash: lineHash === undefined ? fingerprint : `${lineHash}:${nthOf(fingerprint)}`,
    },
    // SARIF 3.27.23: all results have suppressions, or none.
    suppressions: suppressionsOf(finding, report),
    properties: { severity },
  };
}

/** Which of those that look alike: viewers take equal hashes for one finding. */
function nthOf(fingerprint: string): string {
  return fingerprint.slice(fingerprint.lastIndexOf(':') + 1);
}

function toCodeFlow(flow: readonly FlowStep[], placing: Placing): object {
  const locations = flow.slice(0, MAX_FLOW_STEPS).map((step) => ({
    location: { ...locationOf(step, placing), message: message(step.message) },
  }));
  return { threadFlows: [{ locations }] };
}

/** What the policy excuses stays in the log, with who said so. */
function suppressionsOf(
  { waiver, severity }: ReportedFinding,
  { allowedBy, policy }: ScanReport,
): readonly object[] {
  const reason =
    waiver?.by === 'waiver'
      ? `${waiver.reason} (approved by ${waiver.approvedBy} until ${waiver.expires})`
      : waiver && 'its install scripts are allowed by the policy';
  const isAllowed = allowedBy !== undefined && isAtLeast(severity, policy.failOn);
  const allowed = isAllowed ? (allowedBy.reason ?? 'allowed by the policy') : undefined;
  const justification = reason ?? allowed;
  if (justification === undefined) return [];
  return [{ kind: 'external', status: 'accepted', justification: toDisplayText(justification) }];
}

function toInvocation(report: ScanReport, placing: Placing): object {
  const { findings, skipped, complete } = report;
  const incomplete = complete ? [] : findings.filter(({ rule }) => rule.startsWith('ANA-'));
  const cut = findings.length - MAX_RESULTS;
  return {
    executionSuccessful: complete,
    toolExecutionNotifications: [
      ...(complete || incomplete.length > 0 ? [] : [notify('incomplete', 'the scan was not finished')]),
      ...incomplete.map((finding) => ({
        ...notify('incomplete', finding.message),
        locations: [locationOf(finding, placing)],
      })),
      ...(cut > 0 ? [notify('truncated', `${cut} findings of lower severity are left out`)] : []),
      ...skipped.slice(0, MAX_SKIPPED).map(({ path, reason }) => ({
        ...notify('skipped', reason),
        locations: [locationOf({ path }, placing)],
      })),
    ],
  };
}

function notify(id: (typeof NOTIFICATIONS)[number]['id'], text: string): object {
  const level = { incomplete: 'error', truncated: 'warning', skipped: 'note' }[id];
  const index = NOTIFICATIONS.findIndex((notification) => notification.id === id);
  return { level, message: message(text), descriptor: { id, index } };
}
