import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { VaultError } from '@ragnos-vault/errors';
import { ioCoded } from './io-coded.ts';
import { isNotThere } from './open-regular-file.ts';
import { pluginLayout } from './plugin-layout.ts';

/** Where a tenant of a host folder keeps what is its own. */
export interface TenantFolder {
  /** The folder of its `ragnos-vault.json`, lock and policy. */
  readonly projectDir: string;
  readonly pluginsDir: string;
}

/**
 * The folder of a tenant, whose name was parsed, as far as it is there yet: no link in it could lead a reader or writer
 * into that of another.
 *
 * @throws ERR_TENANT_FOLDER, ERR_IO
 */
export async function openTenantFolder(hostDir: string, name: string): Promise<TenantFolder> {
  const tenants = join(hostDir, 'tenants');
  const projectDir = join(tenants, name);
  const pluginsDir = join(projectDir, 'plugins');
  const { current, store, generations, audit, root } = pluginLayout(pluginsDir);
  const inside = [projectDir, pluginsDir, store, generations, audit, join(root, '.trust')];
  await ioCoded(async () => {
    for (const folder of [tenants, ...inside]) await assertFolder(folder);
    for (const folder of inside) await assertNoLinks(folder, current);
  });
  return { projectDir, pluginsDir };
}

async function assertFolder(path: string): Promise<void> {
  const stats = await lstat(path).catch(undefinedIfNotThere);
  if (stats?.isDirectory() === false) throw refused(path, 'not a folder');
}

async function assertNoLinks(folder: string, allowed: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(undefinedIfNotThere);
  const link = entries?.find((each) => each.isSymbolicLink() && join(folder, each.name) !== allowed);
  if (link !== undefined) throw refused(join(folder, link.name), 'a link');
}

function undefinedIfNotThere(error: unknown): undefined {
  if (!isNotThere(error)) throw error;
}

function refused(path: string, what: string): VaultError {
  return new VaultError('ERR_TENANT_FOLDER', `${what} in the folder of a tenant: ${path}`, {
    facts: { path },
  });
}
