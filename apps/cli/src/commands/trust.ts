import { Command } from 'commander';
import { readTrustedRoot, showTrust } from '@ragnos-vault/api';
import { VaultError } from '@ragnos-vault/errors';
import { join, resolve } from 'node:path';
import { isAddress, toAddress } from '../address.ts';
import { contextOf, createCommand, given } from '../command.ts';
import { openPluginsFolder, withPluginsOptions, type PluginsOptions } from '../folder-options.ts';
import { ReportedError } from '../reported-error.ts';
import type { Io } from '../terminal/io.ts';
import { describeTrust } from '../terminal/describe-trust.ts';

interface TrustOptions extends PluginsOptions {
  readonly json?: boolean;
  readonly repo?: string;
  readonly root?: string;
  readonly offline?: boolean;
}

export function trustCommand(io: Io): Command {
  const command = new Command('trust').description('Look at what this machine trusts.');
  return command.addCommand(showCommand(io)).exitOverride();
}

function showCommand(io: Io): Command {
  return withPluginsOptions(
    createCommand({
      name: 'show',
      summary: 'Say what is trusted now, from where and until when; exit 1 where it may not be trusted.',
      examples: [
        'trust show --repo https://plugins.example/vault --root root.json',
        'trust show --repo vault --json',
        'trust show --offline --root root.json',
      ],
    }),
  )
    .option('--repo <address>', 'an http(s) or file: address, a vault folder or a repository folder')
    .option('--root <file>', 'the root.json you trust (default: that of --repo, where it is a folder)')
    .option('--offline', 'ask nobody: say what was proven before, and what that leaves open')
    .action((options: TrustOptions) => runShow(options, io));
}

async function runShow(options: TrustOptions, io: Io): Promise<void> {
  const { output } = contextOf(io, options);
  const root = rootOf(options, io);
  const now = io.now();
  const shown = await showTrust({
    ...given('repo', repoOf(options, io)),
    trustedRoot: await readTrustedRoot(root),
    ...(await openPluginsFolder(options, io)),
    offline: options.offline === true,
    env: io.env,
    now,
  });
  output.result(
    { trusted: shown.problem === undefined, root, ...shown },
    describeTrust(shown, { root, now }),
  );
  if (shown.problem !== undefined) throw new ReportedError(shown.problem);
}

function repoOf({ repo, offline }: TrustOptions, io: Io): string | undefined {
  if (repo !== undefined) return toAddress(repo, io);
  if (offline === true) return undefined;
  throw new VaultError('ERR_USAGE', 'required option not specified: --repo <address>, or --offline');
}

function rootOf({ root, repo }: TrustOptions, io: Io): string {
  if (root !== undefined) return resolve(io.cwd, root);
  if (repo !== undefined && !isAddress(repo)) return join(resolve(io.cwd, repo), 'root.json');
  throw new VaultError('ERR_USAGE', 'required option not specified: --root <file>');
}
