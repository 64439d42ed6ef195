import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseErrorCode } from './parse-reports.ts';

/** What one run of the real command left behind. */
export interface CommandRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandInput {
  readonly cwd: string;
  /** A program of the workspace to start in place of the command itself. */
  readonly program?: readonly [string, ...string[]];
}

export const WORKSPACE = join(import.meta.dirname, '..', '..');
const COMMAND = join(WORKSPACE, 'apps', 'cli', 'bin', 'ragnos-vault.js');

/** No package may keep the command busy for longer. */
const DEADLINE_MS = 300_000;

/** Runs `ragnos-vault` to its end. A refusal is a result, not an error; a run past the deadline is killed. */
export async function runVault(args: readonly string[], input: CommandInput): Promise<CommandRun> {
  const child = startVault(args, input);
  const deadline = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MS);
  const [stdout, stderr, exitCode] = await Promise.all([
    child.stdout === null ? '' : text(child.stdout),
    child.stderr === null ? '' : text(child.stderr),
    exitOf(child).finally(() => clearTimeout(deadline)),
  ]);
  return { exitCode, stdout, stderr };
}

/** Runs `ragnos-vault`, and resolves to what it printed. @throws Error with its words where it failed */
export async function succeedVault(args: readonly string[], input: CommandInput): Promise<string> {
  const { exitCode, stdout, stderr } = await runVault(args, input);
  if (exitCode === 0) return stdout;
  throw new Error(`ragnos-vault ${args[0] ?? ''} ended with ${exitCode}: ${stderr}${stdout.slice(0, 2_000)}`);
}

/** Runs `ragnos-vault`, which must refuse with this code. @throws Error where it does anything else */
export async function refuseVault(
  args: readonly string[],
  input: CommandInput & { readonly code: string },
): Promise<void> {
  const { exitCode, stdout, stderr } = await runVault([...args, '--json'], input);
  const found = exitCode === 1 ? parseErrorCode(stdout) : undefined;
  if (found === input.code) return;
  const words = `${stderr}${stdout.slice(0, 2_000)}`;
  throw new Error(
    `ragnos-vault ${args[0] ?? ''} did not refuse with ${input.code} but ended with ${exitCode}: ${words}`,
  );
}

/** Starts `ragnos-vault` as users do: its own process, no terminal, nothing of this shell's vaults. */
export function startVault(args: readonly string[], input: CommandInput): ChildProcess {
  const [program, ...before] = input.program ?? [process.execPath, COMMAND];
  const env = { ...process.env, CI: 'true', RAGNOS_VAULT_REPO_DIR: '' };
  return spawn(program, [...before, ...args], {
    cwd: input.cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** The exit code of a child; a signal is -1. */
export async function exitOf(child: ChildProcess): Promise<number> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
  return child.exitCode ?? -1;
}
