import { comparePaths, toPlugin } from './plugin/plugin.ts';
import { RULES } from './catalogue.ts';
import { addCommand } from './capabilities/command-capabilities.ts';
import { collectCapabilities, type CapabilityCollector } from './capabilities/collect-capabilities.ts';
import { addPlugin } from './capabilities/plugin-capabilities.ts';
import { collectFindings, type Collector } from './collect-findings.ts';
import { checkCommand, checkFile, checkPlugin } from './run-rules.ts';
import { scanSources } from './scan-sources.ts';
import { judge } from './policy/judge.ts';
import { shellCommands } from './plugin/shell-commands.ts';
import type { FileMember } from '@ragnos-vault/archive';
import type { ScanReport, Skipped } from './finding.ts';
import type { Policy } from './policy/policy.ts';

export interface ScanInput {
  /** All files of one plugin, as the archive reader gives them; their order does not matter. */
  readonly files: readonly FileMember[];
  readonly name: string;
  readonly version: string;
  /** Of the archive, in lower-case hexadecimal. */
  readonly sha256: string;
  /** By which waivers expire. */
  readonly now: Date;
}

/**
 * Looks at every file of a plugin and says whether the policy lets it through.
 *
 * Pure: the same files and policy give the same report, whatever the order of the files. It never throws for what a
 * plugin holds: a rule or parser that fails is a finding (ANA-003), as is a spent budget (ANA-002), and either makes
 * the scan incomplete, which blocks even an archive that the policy allows: a person who allowed it had read findings,
 * and these are not all of them.
 */
export function scan(input: ScanInput, policy: Policy): ScanReport {
  const { files, name, version, sha256 } = input;
  const collector = collectFindings();
  const capabilities = collectCapabilities();
  const skipped = runAll(files, { collector, capabilities });
  const complete = !collector.isIncomplete();
  const { verdict, findings, ...judgement } = judge(
    { findings: collector.findings(), complete },
    input,
    policy,
  );
  return {
    name,
    version,
    sha256,
    verdict,
    complete,
    findings,
    skipped: skipped.toSorted((a, b) => comparePaths(a.path, b.path)),
    files: files.length,
    bytes: files.reduce((sum, { content }) => sum + content.length, 0),
    capabilities: capabilities.capabilities(),
    ...judgement,
  };
}

function runAll(
  files: readonly FileMember[],
  { collector, capabilities }: { readonly collector: Collector; readonly capabilities: CapabilityCollector },
): readonly Skipped[] {
  const plugin = toPlugin(files);
  addPlugin(plugin, capabilities);
  checkPlugin(RULES, plugin, collector);
  for (const file of plugin.files) checkFile(RULES, { file, plugin }, collector);
  const { skipped, commands } = scanSources(plugin, { collector, capabilities });
  const inShell = shellCommands(plugin, commands);
  for (const command of [...plugin.scripts, ...commands, ...inShell]) {
    checkCommand(RULES, { command, plugin }, collector);
    addCommand(command, capabilities);
  }
  return skipped;
}
