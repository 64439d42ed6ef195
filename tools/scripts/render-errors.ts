import { CATALOGUE, EXIT_CODE } from '@ragnos-vault/errors';
import type { ErrorClass } from '@ragnos-vault/errors';

const CLASS_MEANING: Readonly<Record<ErrorClass, string>> = {
  refused: 'a proof, a policy or a limit said no',
  usage: 'the command or a configuration file is wrong',
  transient: 'the same command may succeed later',
  environment: 'the disk, a permission, a key or a port',
  internal: 'a defect of this product',
};

/** docs/errors.md: every code, by exit class. */
export function renderErrors(): string {
  const sections = Object.entries(CLASS_MEANING).map(([name, meaning]) => renderClass(name, meaning));
  return `# Errors

Generated from \`libs/errors/src/lib/catalogue.ts\`; do not edit.

Every failure has a stable code. The command prints \`error: <message> (<code>)\` and \`hint: <what to do>\` on standard
error, or with \`--json\` one object \`{ code, message, hint, facts }\` on standard output. Exit code 0 means done.
${sections.join('')}`;
}

function renderClass(name: string, meaning: string): string {
  const entries = Object.entries(CATALOGUE).filter(([, entry]) => entry.class === name);
  const exit = Object.entries(EXIT_CODE).find(([key]) => key === name)?.[1] ?? '';
  const rows = entries.map(([code, entry]) => `| \`${code}\` | ${entry.meaning} | ${entry.hint} |`);
  return `\n## Exit code ${exit}, ${name}: ${meaning}\n\n| code | meaning | what to do |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
}
