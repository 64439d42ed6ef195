import { Option, type Command } from 'commander';
import type { ProjectInput, ProjectSource } from '@ragnos-vault/api';
import type { InstallReport } from '@ragnos-vault/installer';
import { join, relative, resolve } from 'node:path';
import { toAddress } from './address.ts';
import { given, type Context } from './command.ts';
import { lockInput, lockTimeoutOption, type LockOption } from './lock-option.ts';
import { openFolders, withFolderOptions, type FolderOptions } from './folder-options.ts';
import { knownBadOption, policyOption, type PolicyOptions } from './policy-option.ts';
import { jsonEventsOption, reportInstall, type EventOptions } from './report-install.ts';
import type { Io } from './terminal/io.ts';
import { table } from './terminal/table.ts';
import { collectValues } from './vault-command.ts';

/** Options of every command that brings plugins from a repository. */
export interface ProjectOptions extends FolderOptions, PolicyOptions, LockOption, EventOptions {
  readonly json?: boolean;
  readonly repo?: string;
  readonly root?: string;
  readonly mirror?: readonly string[];
  readonly map?: string;
  readonly offline?: boolean;
  readonly acceptExpiredMetadataUnsafe?: boolean;
}

export function withProjectOptions(command: Command): Command {
  return withFolderOptions(command)
    .addOption(lockTimeoutOption())
    .addOption(jsonEventsOption())
    .option('--repo <address>', 'an http(s) or file: address, a vault folder or a repository folder')
    .option('--root <file>', 'the root.json you trust, from the publisher; or sha256:<its digest>')
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
    .addOption(policyOption())
    .addOption(knownBadOption())
    .option('--offline', 'ask no address: trust what was proven before, install what is still in the store')
    .option(
      '--accept-expired-metadata-unsafe',
      'with --offline: take metadata past its expiry; nobody can tell what is withheld',
    );
}

/** What {@link ProjectOptions} say, as a use case takes it. */
export async function projectInput(options: ProjectOptions, context: Context): Promise<ProjectInput> {
  const { io } = context;
  return {
    ...(await openFolders(options, io)),
    source: sourceOf(options, io),
    now: io.now(),
    env: io.env,
    offline: options.offline === true,
    acceptExpiredMetadataUnsafe: options.acceptExpiredMetadataUnsafe === true,
    onEvent: reportInstall(options, context),
    ...lockInput(options),
  };
}

/** Prints what became of a set, and warns of what must be seen of it. */
export function printSet(report: InstallReport, options: ProjectOptions, { io, output }: Context): void {
  for (const { name, version, yanked, yankedReason } of report.plugins) {
    const why = yankedReason === undefined ? '' : `: ${yankedReason}`;
    if (yanked) output.warn(`${name}@${version} was yanked by its publisher${why}`);
  }
  if (options.offline === true) output.warn(describeAge(report));
  output.result(report, describe(report, { options, io }));
}

function sourceOf({ map, repo, root, mirror }: ProjectOptions, io: Io): ProjectSource {
  const isDigest = root?.startsWith('sha256:') === true;
  return {
    ...given('map', map && resolve(io.cwd, map)),
    ...given('repo', repo && toAddress(repo, io)),
    ...given('root', root && (isDigest ? root : resolve(io.cwd, root))),
    ...given(
      'mirrors',
      mirror?.map((address) => toAddress(address, io)),
    ),
  };
}

function describeAge({ roles: { timestamp, lastRefresh } }: InstallReport): string {
  const since = lastRefresh === undefined ? 'an unknown time' : lastRefresh.toISOString();
  return `offline: nothing newer than timestamp v${timestamp.version}, last refreshed at ${since}, was looked for`;
}

function describe(
  { plugins, changes, status, generation }: InstallReport,
  { options, io }: { readonly options: ProjectOptions; readonly io: Io },
): readonly string[] {
  const current = join(relative(io.cwd, resolve(io.cwd, options.pluginsDir)) || '.', 'current');
  const rows = plugins.map(({ name, version, vendor, shortName, sha256 }) => [
    status,
    `${name}@${version}`,
    join(current, vendor, shortName),
    `sha256:${sha256.slice(0, 16)}`,
  ]);
  const removed = changes.flatMap(({ name, from, to }) =>
    to === undefined ? [['removed', `${name}@${from ?? ''}`]] : [],
  );
  return [...table([...rows, ...removed]), `generation ${generation}`];
}
