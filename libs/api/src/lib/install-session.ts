import { createHash } from 'node:crypto';
import { readFile, realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { toVaultError, VaultError } from '@ragnos-vault/errors';
import { install, installFrom, list, rollback } from '@ragnos-vault/installer';
import type {
  InstallEvent,
  InstallReport,
  InstallSetInput,
  ListReport,
  RollbackReport,
} from '@ragnos-vault/installer';
import type { Fetcher, MetadataCache } from '@ragnos-vault/metadata';
import { openPluginStore, openSharedCache, redactUrl } from '@ragnos-vault/storage';
import { loadPolicy, type PolicyInput } from './load-policy.ts';
import { openMap } from './open-map.ts';
import { DEFAULT_MAX_ARCHIVE_SIZE } from './read-plugin-source.ts';
import { keepGivenRoot, openKeptTrust } from './trust-caches.ts';
import { openRepositoryAt } from './vault-store.ts';

/** What names a repository. */
export interface RepositoryInput {
  /** An address, a `file:` URL, a vault folder or a repository folder. */
  readonly repo: string;
  /** Other places of the same repository, tried in this order after `repo`. */
  readonly mirrors?: readonly string[];
  /** The trusted root.json. */
  readonly trustedRoot: Uint8Array;
  readonly pluginsDir: string;
  /** Where proxies are looked up; without it none is used. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** No address is asked for anything: metadata is what was kept, a folder of this machine still delivers archives. */
  readonly offline?: boolean;
}

export interface InstallPluginsInput
  extends
    RepositoryInput,
    PolicyInput,
    Pick<InstallSetInput, 'lock' | 'frozen' | 'isWholeSet' | 'dryRun' | 'operation' | 'quota'> {
  readonly specs: readonly string[];
  /** Bounds the archive and every file in it, in bytes. */
  readonly maxFileSize?: number;
  readonly now: Date;
  /** With `offline` only: takes metadata that is past its expiry. */
  readonly acceptExpiredMetadataUnsafe?: boolean;
  readonly onEvent?: (event: InstallEvent) => void;
  /** How long to wait for another process that changes the same folder; 10 seconds by default. */
  readonly lockTimeoutMs?: number;
  /** Another plugins folder, whose archives are taken in place of a download, proven and scanned as one. */
  readonly sharedDir?: string;
}

/** As {@link InstallPluginsInput}, from the repositories of a `map.json`, of which enough must agree (TAP 4). */
export type InstallFromMapInput = Omit<InstallPluginsInput, 'repo' | 'mirrors' | 'trustedRoot'> & {
  /** Its path; the root that a repository is trusted by lies beside it, in `<name>/root.json`. */
  readonly map: string;
};

/** A repository as a consumer reaches it, with what was trusted of it before. */
export interface RepositorySession {
  readonly fetcher: Fetcher;
  readonly cache: MetadataCache;
  /** Without credentials; what is recorded and printed. */
  readonly repository: string;
}

/** Installs plugins into a folder. @throws what `install` of the installer throws. */
export async function installPlugins(
  input: InstallPluginsInput | InstallFromMapInput,
): Promise<InstallReport> {
  const rules = await rulesOf(input);
  const store = openPluginStore(resolve(input.pluginsDir), input);
  if ('map' in input) {
    const source = await openMap(input, { openRepository, readTrustedRoot });
    return installFrom({ ...input, ...rules }, { ...input, source, store });
  }
  const session = await openRepository(input);
  return install({ ...input, ...session, ...rules }, { ...input, ...session, store });
}

/** What a plugin has to pass. @throws as `loadPolicy` */
export async function rulesOf(input: PolicyInput & Pick<InstallPluginsInput, 'maxFileSize' | 'now'>) {
  const { limits, ...loaded } = await loadPolicy(input, input.now);
  const { maxFileSize = DEFAULT_MAX_ARCHIVE_SIZE } = input;
  const maxMemberSize = Math.min(limits.maxMemberSize, maxFileSize);
  return { ...loaded, limits: { ...limits, maxMemberSize }, maxArchiveSize: maxFileSize };
}

/** Lists a plugins folder. @throws ERR_INSTALLED_CORRUPT, ERR_IO */
export async function listPlugins(pluginsDir: string): Promise<ListReport> {
  return list(openPluginStore(resolve(pluginsDir)));
}

/** Goes back to an earlier set. @throws what `rollback` of the installer throws. */
export async function rollbackPlugins(input: {
  readonly pluginsDir: string;
  readonly to?: number;
  readonly acceptYankedUnsafe?: boolean;
  /** As of an install. */
  readonly lockTimeoutMs?: number;
}): Promise<RollbackReport> {
  const { pluginsDir } = input;
  const caches = (await openKeptTrust(pluginsDir)).map(({ cache }) => cache);
  return rollback(input, { store: openPluginStore(resolve(pluginsDir), input), caches });
}

/**
 * Opens what `--repo` names. The rollback floor is kept per trusted root below the plugins folder, so that it holds
 * whichever mirror, link or folder the same repository is reached by.
 */
export async function openRepository(input: RepositoryInput): Promise<RepositorySession> {
  const { mirrors = [], env = {}, offline = false } = input;
  const fetcher = await (offline && isAddress(input.repo)
    ? unplugged
    : openRepositoryAt(input.repo, { mirrors: offline ? [] : mirrors, env }));
  const repository = await canonicalName(input.repo);
  const cache = openSharedCache(trustDirOf(input.pluginsDir, input.trustedRoot));
  await keepGivenRoot(input.trustedRoot, cache);
  return { fetcher, repository, cache };
}

/** The network of a machine that is offline. */
export const unplugged: Fetcher = {
  get: (path) =>
    Promise.reject(
      new VaultError('ERR_OFFLINE', `not on this machine, and nothing is fetched offline: ${path}`, {
        facts: { path },
      }),
    ),
};

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
  if (isAddress(repo)) return redactUrl(repo).replace(/\/+$/, '');
  const folder = /^file:/i.test(repo) ? new URL(repo) : pathToFileURL(resolve(repo));
  return pathToFileURL(await realpath(folder)).href.replace(/\/repository$/, '');
}

function isAddress(repo: string): boolean {
  return /^https?:/i.test(repo);
}
