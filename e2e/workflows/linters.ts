import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { programOf } from '../../tools/scripts/peers/workflow-tools.ts';

/** A program that reads workflows and ends with 0 where it finds nothing. */
export interface Linter {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  /** What it reads beside workflows. */
  readonly more: readonly string[];
}

export const LINTERS: readonly Linter[] = [
  { name: 'actionlint', program: programOf('actionlint'), args: ['-no-color'], more: [] },
  {
    name: 'zizmor',
    program: programOf('zizmor'),
    args: ['--offline', '--no-progress', '--color=never', '--persona=pedantic'],
    more: ['action.yml', 'install/action.yml'],
  },
];

/** What it found; nothing where all is well, `undefined` where it is not installed. */
export async function lint(
  { program, args, more }: Linter,
  root: string,
  paths: readonly string[],
): Promise<string | undefined> {
  if (!existsSync(program)) return undefined;
  const child = spawn(program, [...args, ...paths, ...more], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return child.exitCode === 0 ? '' : `${out}${err}`;
}
