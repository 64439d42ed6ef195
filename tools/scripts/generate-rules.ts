import { RULES, type RuleEntry } from '@ragnos-vault/scanner';

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

A finding has a severity: \`low\`, \`medium\`, \`high\` or \`critical\`. The policy's \`failOn\` (default \`high\`) says from which on a
plugin is refused. A policy lets one archive pass in spite of its findings with an \`allow\` entry that names it by name, version
and sha256; the findings stay in the report. A scan that could not be finished (ANA-002, ANA-003) is never let pass.

| rule | severity | what it is about |
| --- | --- | --- |
${RULES.map(({ id, severity, title }) => `| [${id}](#${id.toLowerCase()}) | ${severity} | ${title} |`).join('\n')}
${sections.join('')}`;
}

function renderFamily(prefix: string, title: string): string {
  const rules = RULES.filter(({ id }) => id.startsWith(`${prefix}-`));
  return `\n## ${title}\n${rules.map(renderRule).join('')}`;
}

function renderRule({ id, title, severity, what, why, incident, fix }: RuleEntry): string {
  return `
### ${id}

**${title}** (${severity})

${what}

- Why: ${why}
- Seen in: ${incident}
- What to do: ${fix}
`;
}
