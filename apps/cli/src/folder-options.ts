import { Option, type Command } from 'commander';
import { openTenant, type Tenant } from '@ragnos-vault/api';
import { resolve } from 'node:path';
import { policyFiles, type PolicyOptions } from './policy-option.ts';
import type { Io } from './terminal/io.ts';

/** Of every command that looks at installed plugins, or changes them. */
export interface PluginsOptions {
  readonly pluginsDir: string;
  readonly tenant?: string;
}

/** Of those that know what the project wants as well. */
export interface FolderOptions extends PluginsOptions {
  readonly project: string;
}

/** Where a command works, and within what, as a session takes it. */
type PluginsFolder = Pick<Tenant, 'pluginsDir'> & Partial<Tenant> & ReturnType<typeof policyFiles>;

export function withPluginsOptions(command: Command): Command {
  return command
    .option('--plugins-dir <dir>', 'where plugins are installed; with --tenant: the host folder', './plugins')
    .addOption(
      new Option(
        '--tenant <name>',
        'work in tenants/<name> of the host folder, as its tenants.yaml admits',
      ).conflicts('project'),
    );
}

export function withFolderOptions(command: Command): Command {
  return withPluginsOptions(command).option(
    '--project <dir>',
    'the folder of ragnos-vault.json and ragnos-vault.lock.json',
    '.',
  );
}

/**
 * What {@link PluginsOptions} say; the policies of a tenant's host, and its own, come before those of the command.
 *
 * @throws as `openTenant`
 */
export async function openPluginsFolder(
  options: PluginsOptions & PolicyOptions,
  io: Io,
): Promise<PluginsFolder> {
  const pluginsDir = resolve(io.cwd, options.pluginsDir);
  const levels = policyFiles(options, io);
  if (options.tenant === undefined) return { pluginsDir, ...levels };
  const tenant = await openTenant({ hostDir: pluginsDir, name: options.tenant });
  return { ...tenant, ...levels, policyFile: [...tenant.policyFile, ...(levels.policyFile ?? [])] };
}

/** As {@link openPluginsFolder}, with the folder of `ragnos-vault.json`. */
export async function openFolders(
  options: FolderOptions & PolicyOptions,
  io: Io,
): Promise<PluginsFolder & Pick<Tenant, 'projectDir'>> {
  return { projectDir: resolve(io.cwd, options.project), ...(await openPluginsFolder(options, io)) };
}
