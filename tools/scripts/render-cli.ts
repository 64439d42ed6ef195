import { PassThrough } from 'node:stream';
import { helpPages } from 'ragnos-vault/help';

/** docs/cli.md: the help of every command, as the command prints it. */
export async function renderCli(): Promise<string> {
  const stream = new PassThrough();
  const pages = await helpPages({
    cwd: '.',
    env: {},
    stdin: stream,
    stdout: stream,
    stderr: stream,
    now: () => new Date(),
    stopped: () => Promise.resolve(),
  });
  const sections = pages.map(({ name, help }) => `\n## ${name}\n\n\`\`\`\n${help.trimEnd()}\n\`\`\`\n`);
  return `# Command line

Generated from the command's own help; do not edit. \`local-tuf-cli\` is another name of the same command.

Exit codes: 0 done, 1 refused, 2 usage, 3 transient, 4 environment, 70 internal ([errors](errors.md)).
${sections.join('')}`;
}
