import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

const IS_WINDOWS = process.platform === 'win32';
export const WORKSPACE = resolve(import.meta.dirname, '../..');

export interface NxRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `npx nx run <args>` in this workspace, as a developer does. */
export async function runNx(...args: readonly string[]): Promise<NxRun> {
  const nx = spawnNx(args);
  const [stdout, stderr] = await Promise.all([textOf(nx.stdout), textOf(nx.stderr), once(nx, 'close')]);
  return { code: nx.exitCode, stdout, stderr };
}

export function spawnNx(args: readonly string[]): ChildProcess {
  return spawn('npx', ['nx', 'run', ...args], {
    cwd: WORKSPACE,
    env: { ...process.env, CI: 'true', NX_TUI: 'false', NO_COLOR: '1', FORCE_COLOR: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: IS_WINDOWS,
    detached: !IS_WINDOWS,
  });
}

/** Stops npx, Nx and its tasks together, as Ctrl-C on a terminal does; npx alone would not pass a signal on. */
export function stopNx({ pid }: ChildProcess, signal: 'SIGINT' | 'SIGKILL'): void {
  if (pid === undefined) return;
  if (IS_WINDOWS) spawnSync('taskkill', ['/pid', String(pid), '/T', '/F']);
  else if (isGroupAlive(pid)) process.kill(-pid, signal);
}

function isGroupAlive(pid: number): boolean {
  try {
    return process.kill(-pid, 0);
  } catch {
    return false;
  }
}

/** The only line of a run that is a JSON object. */
export function jsonOf({ stdout }: NxRun): unknown {
  const lines = stdout.split(/\r?\n/).filter((line) => line.startsWith('{'));
  if (lines.length !== 1) throw new Error(`expected one line of JSON, found ${lines.length}:\n${stdout}`);
  return JSON.parse(lines[0] ?? '');
}

async function textOf(stream: ChildProcess['stdout']): Promise<string> {
  const chunks: Uint8Array[] = [];
  if (stream !== null) for await (const chunk of stream) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
