import { Command } from 'commander';
import { checkPolicy, explainPolicyOf } from '@ragnos-vault/api';
import type { CheckedPolicy, ExplainedPolicy } from '@ragnos-vault/api';
import { placeOf } from '@ragnos-vault/scanner';
import type { ExplainedLevel, PolicyFacts } from '@ragnos-vault/scanner';
import { resolve } from 'node:path';
import { contextOf, createCommand } from '../command.ts';
import { knownBadOption, policyFiles, policyOption, type PolicyOptions } from '../policy-option.ts';
import type { Io } from '../terminal/io.ts';
import { table } from '../terminal/table.ts';

interface JsonOptions {
  readonly json?: boolean;
}

export function policyCommand(io: Io): Command {
  const command = new Command('policy').description('Look at what a vault.policy.yaml asks.');
  return command.addCommand(checkCommand(io)).addCommand(explainCommand(io)).exitOverride();
}

function checkCommand(io: Io): Command {
  return createCommand({
    name: 'check',
    summary: 'Read policies, say what they ask of every plugin, and warn of what may not be meant.',
    examples: ['policy check vault.policy.yaml', 'policy check host.policy.yaml tenant.policy.yaml --json'],
  })
    .argument('<file...>', 'a vault.policy.yaml; of several the outermost first')
    .action(async (files: readonly string[], options: JsonOptions) => {
      const { output } = contextOf(io, options);
      const checked = await checkPolicy({ ...policyFiles({ policy: files }, io), now: io.now() });
      output.result(checked, describeChecked(checked, files));
    });
}

function explainCommand(io: Io): Command {
  return createCommand({
    name: 'explain',
    summary: 'Say what applies to one plugin and from where, and why what a scan finds blocks or not.',
    examples: [
      'policy explain @acme/hello --policy vault.policy.yaml',
      'policy explain acme-hello-1.0.0.tgz --policy host.policy.yaml --policy tenant.policy.yaml',
    ],
  })
    .argument('<plugin>', 'a folder, an archive or a name')
    .addOption(policyOption())
    .addOption(knownBadOption())
    .action(async (plugin: string, options: JsonOptions & PolicyOptions) => {
      const { output } = contextOf(io, options);
      const source = resolve(io.cwd, plugin);
      const explained = await explainPolicyOf({
        name: plugin,
        source,
        ...policyFiles(options, io),
        now: io.now(),
      });
      output.result(explained, describeExplained(explained, options.policy ?? []));
    });
}

function describeChecked(checked: CheckedPolicy, files: readonly string[]): readonly string[] {
  const limits = Object.entries(checked.limits).map(([key, value]) => `${key} ${value}`);
  return [
    ...describeLevels(checked.levels, files),
    ...(checked.sections.length === 0 ? [] : [`sections: ${checked.sections.join(', ')}`]),
    `limits: ${limits.join(', ')}`,
    ...checked.warnings.map((warning) => `warning: ${warning}`),
    describeFacts(checked.policy),
  ];
}

function describeExplained(explained: ExplainedPolicy, files: readonly string[]): readonly string[] {
  const { name, levels, policy, scan, reasons = [], minimumReleaseAgeMs } = explained;
  const findings = scan?.findings ?? [];
  const waivers = scan?.waivers ?? [];
  return [
    name,
    ...describeLevels(levels, files),
    ...(minimumReleaseAgeMs === 0 ? [] : [`must be published for ${minimumReleaseAgeMs / 3_600_000} h`]),
    ...table(findings.map(({ rule, path }, at) => [rule, placeOf({ path }), reasons[at] ?? ''])),
    ...waivers.map(
      ({ rule, path, state, expires }) => `waiver of ${rule} in ${path}: ${state}, to ${expires}`,
    ),
    ...(scan?.off ?? []).map(
      ({ rule, findings: count }) => `${rule} is off: ${count} findings are not shown`,
    ),
    describeFacts(policy),
    ...(scan === undefined ? [] : [`verdict: ${scan.verdict}`]),
  ];
}

function describeLevels(levels: readonly ExplainedLevel[], files: readonly string[]): readonly string[] {
  return levels.flatMap(({ sections, settings }, at) => [
    `${files[at] ?? 'no policy'} (${sections.join(', ')})`,
    ...table(settings.map(({ key, value, from }) => [`  ${key}`, value, `from ${from}`])),
  ]);
}

function describeFacts({ profile, failOn, sha256 }: PolicyFacts): string {
  return `profile ${profile}, blocks from ${failOn} on, policy sha256:${sha256}`;
}
