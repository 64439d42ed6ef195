import { openServedVault } from '@ragnos-vault/api';
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
  const { port = 8080, host = '127.0.0.1', prefix, cors } = options;
  const dir = workspacePath(workspace, options.repoDir);
  const server = createRepositoryServer({
    ...(await openServedVault(dir)),
    ...(prefix !== undefined && { prefix }),
    ...(cors !== undefined && { cors }),
    onRequest: (event) => {
      if (workspace.isVerbose === true) ports.printError(toLine(event));
    },
    onError: (error) => ports.printError(toErrorLine(error)),
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
