import { LOWERED_RULES, RULES, type RuleEntry } from '@ragnos-vault/scanner';

const FAMILIES: Readonly<Record<string, string>> = {
  MAN: 'The manifest',
  CNT: 'Content of files',
  EXF: 'Data that leaves',
  EXE: 'Code that is brought in',
  OBF: 'Obfuscation',
  HOK: 'Hooks',
  PER: 'Persistence',
  WRM: 'Worms',
  DES: 'Destruction',
  MIN: 'Miners',
  POL: 'What the policy admits',
  ANA: 'The analysis itself',
};

/** docs/rules.md: every rule, by family. */
export function renderRules(): string {
  const prefixes = new Set([...Object.keys(FAMILIES), ...RULES.map(({ id }) => id.slice(0, 3))]);
  const sections = Array.from(prefixes, (prefix) => renderFamily(prefix, FAMILIES[prefix] ?? prefix));
  return `# Rules of the scanner

Generated from \`libs/scanner/src/lib/rules/\`; do not edit.

A finding has a severity: \`low\`, \`medium\`, \`high\` or \`critical\`. The [policy](policy.md) says from which on a plugin is refused
(default: \`high\`), which rules it rates otherwise, and which findings or archives it lets pass; those stay in the report. What
a profile other than \`strict\` reports at a lower severity is marked. No policy lets pass what is final, nor a scan that could not be
finished (ANA-002, ANA-003).

| rule | severity | what it is about |
| --- | --- | --- |
${RULES.map(({ id, severity, title }) => `| [${id}](#${id.toLowerCase()}) | ${severity} | ${title} |`).join('\n')}
${sections.join('')}`;
}

function renderFamily(prefix: string, title: string): string {
  const rules = RULES.filter(({ id }) => id.startsWith(`${prefix}-`));
  return `\n## ${title}\n${rules.map(renderRule).join('')}`;
}

function renderRule({ id, title, severity, what, why, incident, fix, isFinal }: RuleEntry): string {
  const lowered = LOWERED_RULES.find(({ rule }) => id.startsWith(rule));
  const notes = [
    ...(isFinal ? ['- Final: no policy lets it pass.'] : []),
    ...(lowered === undefined
      ? []
      : [
          `- Under \`standard\` and \`audit\`: \`${lowered.atMost}\` at most${lowered.keepsCritical ? ', unless critical' : ''}, because ${lowered.reason}.`,
        ]),
  ];
  return `
### ${id}

**${title}** (${severity})

${what}

- Why: ${why}
- Seen in: ${incident}
- What to do: ${fix}
${notes.map((note) => `${note}\n`).join('')}`;
}
