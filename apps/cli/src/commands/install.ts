import { Option, type Command } from 'commander';
import { installPlugins, readTrustedRoot } from '@ragnos-vault/api';
import { VaultError } from '@ragnos-vault/errors';
import type { InstallReport } from '@ragnos-vault/installer';
import { join, relative, resolve } from 'node:path';
import { contextOf, createCommand } from '../command.ts';
import { lockInput, lockTimeoutOption, type LockOption } from '../lock-option.ts';
import { knownBadOption, policyFiles, policyOption } from '../policy-option.ts';
import { jsonEventsOption, reportInstall, type EventOptions } from '../report-install.ts';
import type { Io } from '../terminal/io.ts';
import { collectValues } from '../vault-command.ts';
import { table } from '../terminal/table.ts';

interface InstallOptions extends LockOption, EventOptions {
  readonly json?: boolean;
  readonly repo?: string;
  readonly root?: string;
  readonly mirror?: readonly string[];
  readonly map?: string;
  readonly pluginsDir: string;
  readonly policy?: readonly string[];
  readonly knownBad?: readonly string[];
  readonly offline?: boolean;
  readonly acceptExpiredMetadataUnsafe?: boolean;
}

export function installCommand(io: Io): Command {
  return createCommand({
    name: 'install',
    summary: 'Verify, scan and install plugins as one set, atomically.',
    examples: [
      'install @acme/hello --repo vault --root vault/root.json',
      'install @acme/hello@^1.2.0 word-count --repo https://plugins.example/vault --root root.json',
      'install plugins/acme/hello/1.0.0/hello-1.0.0.tgz --repo vault --root vault/root.json',
      'install @acme/hello --repo https://plugins.example --mirror /media/vault --root root.json',
      'install @acme/hello --map trust/map.json',
      'install @acme/hello --repo https://plugins.example/vault --root root.json --offline',
    ],
  })
    .argument('<spec...>', '@vendor/name[@range], name[@range] or a target path')
    .option('--repo <address>', 'an http(s) or file: address, a vault folder or a repository folder')
    .option('--root <file>', 'the root.json you trust, from the publisher')
    .addOption(
      new Option(
        '--map <file>',
        'instead of both: a map.json (TAP 4) of repositories that must agree, with <name>/root.json of each beside it',
      ).conflicts(['repo', 'root', 'mirror']),
    )
    .option(
      '--mirror <address>',
      'another place of the same repository, tried after --repo (repeatable)',
      collectValues,
    )
    .option('--plugins-dir <dir>', 'where plugins are installed', './plugins')
    .addOption(lockTimeoutOption())
    .addOption(jsonEventsOption())
    .addOption(policyOption())
    .addOption(knownBadOption())
    .option('--offline', 'ask no address: trust what was proven before, install what is still in the store')
    .option(
      '--accept-expired-metadata-unsafe',
      'with --offline: take metadata past its expiry; nobody can tell what is withheld',
    )
    .action((specs: readonly string[], options: InstallOptions) => runInstall(specs, options, io));
}

async function runInstall(specs: readonly string[], options: InstallOptions, io: Io): Promise<void> {
  const context = contextOf(io, options);
  const { output } = context;
  const report = await installPlugins({
    specs,
    ...(await sourceOf(options, io)),
    pluginsDir: resolve(io.cwd, options.pluginsDir),
    now: io.now(),
    env: io.env,
    offline: options.offline === true,
    acceptExpiredMetadataUnsafe: options.acceptExpiredMetadataUnsafe === true,
    onEvent: reportInstall(options, context),
    ...policyFiles(options, io),
    ...lockInput(options),
  });
  for (const plugin of report.plugins.filter(({ yanked }) => yanked)) {
    const { name, version, yankedReason } = plugin;
    const why = yankedReason === undefined ? '' : `: ${yankedReason}`;
    output.warn(`${name}@${version} was yanked by its publisher${why}`);
  }
  if (options.offline === true) output.warn(describeAge(report));
  output.result(report, describe(report, { options, io }));
}

function describeAge({ roles: { timestamp, lastRefresh } }: InstallReport): string {
  const since = lastRefresh === undefined ? 'an unknown time' : lastRefresh.toISOString();
  return `offline: nothing newer than timestamp v${timestamp.version}, last refreshed at ${since}, was looked for`;
}

type Source =
  | { readonly map: string }
  | { readonly repo: string; readonly mirrors: readonly string[]; readonly trustedRoot: Uint8Array };

async function sourceOf({ map, repo, root, mirror = [] }: InstallOptions, io: Io): Promise<Source> {
  if (map !== undefined) return { map: resolve(io.cwd, map) };
  if (repo === undefined || root === undefined) {
    const missing = repo === undefined ? '--repo <address>' : '--root <file>';
    throw new VaultError('ERR_USAGE', `required option not specified: ${missing}, or --map <file> instead`);
  }
  return {
    repo: addressOf(repo, io),
    mirrors: mirror.map((address) => addressOf(address, io)),
    trustedRoot: await readTrustedRoot(resolve(io.cwd, root)),
  };
}

function addressOf(place: string, { cwd }: Io): string {
  return /^[a-z][a-z0-9+.-]*:/i.test(place) ? place : resolve(cwd, place);
}

function describe(
  report: InstallReport,
  { options, io }: { options: InstallOptions; io: Io },
): readonly string[] {
  const current = join(relative(io.cwd, resolve(io.cwd, options.pluginsDir)) || '.', 'current');
  const rows = report.plugins.map(({ name, version, vendor, shortName, sha256 }) => [
    report.status,
    `${name}@${version}`,
    join(current, vendor, shortName),
    `sha256:${sha256.slice(0, 16)}`,
  ]);
  return [...table(rows), `generation ${report.generation}`];
}
