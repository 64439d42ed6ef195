import { openServedVault, type ServedVault } from '@ragnos-vault/api';
import type { VaultError } from '@ragnos-vault/errors';
import { createRepositoryServer, type RequestEvent } from '@ragnos-vault/server';
import { processPorts, type ExecutorPorts, type Workspace } from '../../lib/executor-ports.ts';
import {
  printOutcome,
  runUseCase,
  toErrorLine,
  type ExecutorResult,
  type Outcome,
  type PrintOptions,
} from '../../lib/run-use-case.ts';
import { workspacePath } from '../../lib/workspace-path.ts';

export interface ServeOptions extends PrintOptions {
  readonly repoDir: string;
  readonly port?: number;
  readonly host?: string;
  readonly prefix?: string;
  readonly cors?: string;
}

/** Serves a vault until Nx stops the task; running responses may finish. With `--verbose` each request is a line. */
export default async function serveExecutor(
  options: ServeOptions,
  workspace: Workspace,
  ports: ExecutorPorts = processPorts,
): Promise<ExecutorResult> {
  return runUseCase(() => serve(options, workspace, ports), options, ports);
}

async function serve(options: ServeOptions, workspace: Workspace, ports: ExecutorPorts): Promise<Outcome> {
  const dir = workspacePath(workspace, options.repoDir);
  const onError = (error: VaultError): void => ports.printError(toErrorLine(error));
  const vault = await openServedVault({ repoDir: dir, onError });
  const isVerbose = workspace.isVerbose === true;
  try {
    return await serveFolder({ ...vault, dir, isVerbose, onError }, options, ports);
  } finally {
    await vault.close();
  }
}

interface Served extends ServedVault {
  readonly dir: string;
  readonly isVerbose: boolean;
  readonly onError: (error: VaultError) => void;
}

async function serveFolder(
  { repositoryDir, dir, isVerbose, onError }: Served,
  options: ServeOptions,
  ports: ExecutorPorts,
): Promise<Outcome> {
  const { port = 8080, host = '127.0.0.1', prefix, cors } = options;
  const server = createRepositoryServer({
    repositoryDir,
    ...(prefix !== undefined && { prefix }),
    ...(cors !== undefined && { cors }),
    onRequest: (event) => {
      if (isVerbose) ports.printError(toLine(event));
    },
    onError,
  });
  const { url } = await server.listen({ port, host });
  // Before the line that tells others it is up: whoever reads it may stop it at once.
  const stopped = ports.untilStopped();
  printOutcome({ data: { status: 'listening', url }, lines: [`serving ${dir} at ${url}`] }, options, ports);
  await stopped;
  await server.close();
  return { data: { status: 'stopped', url }, lines: [`stopped serving ${url}`] };
}

function toLine({ method, path, status, bytes, durationMs }: RequestEvent): string {
  return `${method} ${path} ${status} ${bytes} bytes in ${durationMs.toFixed(1)} ms`;
}
