import { createHash } from 'node:crypto';
import { readFile, realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { toVaultError, VaultError } from '@ragnos-vault/errors';
import { install, list, rollback } from '@ragnos-vault/installer';
import type { InstallEvent, InstallReport, ListReport, RollbackReport } from '@ragnos-vault/installer';
import { openMetadataCache } from '@ragnos-vault/metadata';
import type { Fetcher, MetadataCache } from '@ragnos-vault/metadata';
import { openFetcher, openPluginStore, redactUrl } from '@ragnos-vault/storage';
import { loadPolicy } from './load-policy.ts';
import { DEFAULT_MAX_ARCHIVE_SIZE } from './read-plugin-source.ts';

export interface InstallPluginsInput {
  readonly specs: readonly string[];
  /** An address, a `file:` URL, a vault folder or a repository folder. */
  readonly repo: string;
  /** The trusted root.json. */
  readonly trustedRoot: Uint8Array;
  readonly pluginsDir: string;
  readonly policyFile?: string;
  /** Bounds the archive and every file in it, in bytes. */
  readonly maxFileSize?: number;
  readonly now: Date;
  readonly onEvent?: (event: InstallEvent) => void;
}

/** A repository as a consumer reaches it, with what was trusted of it before. */
export interface RepositorySession {
  readonly fetcher: Fetcher;
  readonly cache: MetadataCache;
  /** Without credentials; what is recorded and printed. */
  readonly repository: string;
}

/** Installs plugins into a folder. @throws what `install` of the installer throws. */
export async function installPlugins(input: InstallPluginsInput): Promise<InstallReport> {
  const session = await openRepository(input);
  const { policy, limits } = await loadPolicy(input.policyFile);
  const { maxFileSize = DEFAULT_MAX_ARCHIVE_SIZE } = input;
  const maxMemberSize = Math.min(limits.maxMemberSize, maxFileSize);
  return install(
    { ...input, ...session, policy, limits: { ...limits, maxMemberSize }, maxArchiveSize: maxFileSize },
    { ...input, ...session, store: openPluginStore(resolve(input.pluginsDir)) },
  );
}

/** Lists a plugins folder. @throws ERR_INSTALLED_CORRUPT, ERR_IO */
export async function listPlugins(pluginsDir: string): Promise<ListReport> {
  return list(openPluginStore(resolve(pluginsDir)));
}

/** Goes back to an earlier set. @throws what `rollback` of the installer throws. */
export async function rollbackPlugins(input: {
  readonly pluginsDir: string;
  readonly to?: number;
}): Promise<RollbackReport> {
  return rollback(input, openPluginStore(resolve(input.pluginsDir)));
}

/**
 * Opens what `--repo` names. The rollback floor is kept per trusted root below the plugins folder, so that it holds
 * whichever mirror, link or folder the same repository is reached by.
 */
export async function openRepository(
  input: Pick<InstallPluginsInput, 'repo' | 'trustedRoot' | 'pluginsDir'>,
): Promise<RepositorySession> {
  const fetcher = await openFetcher(input.repo);
  const repository = await canonicalName(input.repo);
  const trustDir = trustDirOf(input.pluginsDir, input.trustedRoot);
  return { fetcher, repository, cache: openMetadataCache(trustDir) };
}

/** A private folder for what is known of one repository; `identity` tells repositories apart. */
export function trustDirOf(pluginsDir: string, identity: Uint8Array | string): string {
  const id = createHash('sha256').update(identity).digest('hex').slice(0, 32);
  return join(resolve(pluginsDir), '.trust', id);
}

/** Reads the root.json that a user trusts. @throws ERR_TUF_ROOT_INVALID where it cannot be read. */
export async function readTrustedRoot(path: string): Promise<Uint8Array> {
  return readFile(path).catch((cause: unknown) => {
    const { message } = toVaultError(cause);
    throw new VaultError('ERR_TUF_ROOT_INVALID', `cannot read the trusted root: ${message}`, {
      facts: { path },
      cause,
    });
  });
}

/** One repository has one name, whichever way a folder of this machine was written. */
async function canonicalName(repo: string): Promise<string> {
  if (/^https?:/i.test(repo)) return redactUrl(repo).replace(/\/+$/, '');
  const folder = /^file:/i.test(repo) ? new URL(repo) : pathToFileURL(resolve(repo));
  return pathToFileURL(await realpath(folder)).href.replace(/\/repository$/, '');
}
