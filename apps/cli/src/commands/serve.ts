import type { Command } from 'commander';
import { openServedVault } from '@ragnos-vault/api';
import { VaultError } from '@ragnos-vault/errors';
import { createRepositoryServer } from '@ragnos-vault/server';
import { findVaultDir } from '@ragnos-vault/storage';
import { contextOf, createCommand, given } from '../command.ts';
import type { Io } from '../terminal/io.ts';
import { formatBytes } from '../terminal/table.ts';

interface ServeOptions {
  readonly json?: boolean;
  readonly repoDir?: string;
  readonly port: number;
  readonly host: string;
  readonly prefix?: string;
}

export function serveCommand(io: Io): Command {
  return createCommand({
    name: 'serve',
    summary: 'Serve the published repository over HTTP: metadata/ and targets/, read only.',
    examples: ['serve --port 8080', 'serve --repo-dir vault --host 0.0.0.0 --prefix /plugins'],
  })
    .option('--repo-dir <dir>', 'the vault')
    .option('--port <port>', 'the port; 0 takes a free one', toPort, 8080)
    .option('--host <host>', 'the address to listen on', '127.0.0.1')
    .option('--prefix <path>', 'serve below this path')
    .action((options: ServeOptions) => runServe(options, io));
}

async function runServe(options: ServeOptions, io: Io): Promise<void> {
  const { output } = contextOf(io, options);
  const dir = await findVaultDir({ ...io, ...given('repoDir', options.repoDir) });
  const vault = await openServedVault({ repoDir: dir, onError: (error) => output.warn(error.message) });
  try {
    await serveFolder(vault.repositoryDir, { dir, options, io });
  } finally {
    await vault.close();
  }
}

async function serveFolder(
  repositoryDir: string,
  { dir, options, io }: { readonly dir: string; readonly options: ServeOptions; readonly io: Io },
): Promise<void> {
  const { output } = contextOf(io, options);
  const server = createRepositoryServer({
    repositoryDir,
    ...given('prefix', options.prefix),
    onRequest: (event) => {
      const { method, path, status, bytes, durationMs } = event;
      output.log(
        { type: 'request', ...event },
        `${method} ${path} ${status} ${formatBytes(bytes)} ${durationMs.toFixed(0)} ms`,
      );
    },
    onError: (error) => output.warn(error.message),
  });
  const stopped = io.stopped();
  const { url } = await server.listen(options);
  output.log({ type: 'listening', url }, `serving ${dir} at ${url} (stop with Ctrl-C)`);
  await stopped;
  await server.close();
  output.log({ type: 'stopped' }, 'stopped');
}

function toPort(text: string): number {
  const port = /^[0-9]{1,5}$/.test(text) ? Number(text) : -1;
  if (port >= 0 && port <= 65_535) return port;
  throw new VaultError('ERR_USAGE', `not a port: ${text}`, { facts: { port: text } });
}
