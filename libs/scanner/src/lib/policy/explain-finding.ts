import type { Finding, ScanReport } from '../finding.ts';
import { isFinalRule } from './final-rules.ts';
import { explainPolicy } from './explain-policy.ts';
import type { Policy } from './policy.ts';

/** Why a finding of a report blocks or does not: from the rule's own severity to what the policy makes of it. */
export function explainFinding(finding: Finding, report: ScanReport, policy: Policy): string {
  const { rule, severity, ruled } = finding;
  if (isFinalRule(rule) && finding.blocks) return `blocks: no policy lets ${rule} pass`;
  const rated =
    ruled === undefined
      ? severity
      : `${severity}, ${ruled} by its rule (${reasonOf(finding, report, policy)})`;
  return `${outcomeOf(finding, report)}: ${rated}`;
}

function outcomeOf(finding: Finding, { policy: { failOn }, allowedBy }: ScanReport): string {
  const { blocks, waiver } = finding;
  if (blocks) return `blocks from ${failOn} on`;
  if (waiver?.by === 'waiver')
    return `waived by ${waiver.approvedBy} until ${waiver.expires} (${waiver.reason})`;
  if (waiver?.by === 'installScripts') return 'accepted by `installScripts`';
  if (allowedBy !== undefined) return 'let pass by `allow`, or below the limit';
  return failOn === 'never' ? 'only reported' : `below ${failOn}`;
}

/** What made the policy rate it as it does: a setting of its rule, else the profile. */
function reasonOf({ rule }: Finding, report: ScanReport, policy: Policy): string {
  const said = explainPolicy(policy, report.name)
    .flatMap(({ settings }) => settings)
    .filter(({ key }) => key === `rules.${rule}`)
    .map(({ key, from }) => `\`${key}\` of ${from}`);
  return said.length > 0 ? said.join(', ') : `profile ${report.policy.profile}`;
}
