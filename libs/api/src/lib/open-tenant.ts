import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { systemCodeOf, toVaultError, VaultError } from '@ragnos-vault/errors';
import { parseTenantName, parseTenants, TENANTS_FILE } from '@ragnos-vault/installer';
import type { Tenants } from '@ragnos-vault/installer';
import { openTenantFolder } from '@ragnos-vault/storage';
import type { InstallPluginsInput } from './install-session.ts';
import type { PolicyInput } from './load-policy.ts';

/** Where a tenant works, and within what; every field is as the sessions of a consumer take it. */
export interface Tenant
  extends
    Required<Pick<InstallPluginsInput, 'pluginsDir' | 'quota'>>,
    Pick<InstallPluginsInput, 'sharedDir'>,
    Pick<PolicyInput, 'withinDefault'> {
  /** The folder of its own `ragnos-vault.json` and lock. */
  readonly projectDir: string;
  /** That of the host, then its own; none where neither has one. */
  readonly policyFile: readonly string[];
}

/** A tenant's own policy, beside its `ragnos-vault.json`. */
const POLICY_FILE = 'vault.policy.yaml';

/**
 * Opens one tenant of a host folder: `tenants.yaml` must name it, and nothing in `tenants/<name>` may lead out of it.
 * Nothing is written.
 *
 * @throws ERR_TENANT_NAME, ERR_TENANT_UNKNOWN, ERR_TENANT_FOLDER, ERR_CONFIG_INVALID, ERR_IO
 */
export async function openTenant(input: {
  readonly hostDir: string;
  readonly name: string;
}): Promise<Tenant> {
  const name = parseTenantName(input.name);
  const hostDir = resolve(input.hostDir);
  const { policy, shared, quota, tenants } = await loadTenants(hostDir, name);
  if (!Object.hasOwn(tenants, name)) throw unknown(hostDir, name);
  const folder = await openTenantFolder(hostDir, name);
  const ownPolicy = join(folder.projectDir, POLICY_FILE);
  const isTightened = (await readIfThere(ownPolicy)) !== undefined;
  return {
    ...folder,
    policyFile: [
      ...(policy === undefined ? [] : [resolve(hostDir, policy)]),
      ...(isTightened ? [ownPolicy] : []),
    ],
    withinDefault: policy === undefined,
    quota: { ...quota, ...tenants[name]?.quota },
    ...(shared !== undefined && { sharedDir: resolve(hostDir, shared) }),
  };
}

async function loadTenants(hostDir: string, name: string): Promise<Tenants> {
  const text = await readIfThere(join(hostDir, TENANTS_FILE));
  if (text === undefined) throw unknown(hostDir, name);
  return parseTenants(text);
}

async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw toVaultError(error);
  });
}

function unknown(hostDir: string, tenant: string): VaultError {
  const path = join(hostDir, TENANTS_FILE);
  return new VaultError('ERR_TENANT_UNKNOWN', `${path} names no tenant ${tenant}`, {
    facts: { path, tenant },
  });
}
