import type { ArchiveLimits } from '@ragnos-vault/archive';
import { encodeCanonicalJson, sha256Hex } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import { openSingleSource, openTrustedClient } from '@ragnos-vault/metadata';
import type { Fetcher, MetadataCache, PluginSource, SourceEvent, TrustedRoles } from '@ragnos-vault/metadata';
import { policySha256, RULES } from '@ragnos-vault/scanner';
import type { KnownBad, Policy, ScanReport } from '@ragnos-vault/scanner';
import type { Generation, InstalledPlugin, PluginStore } from '@ragnos-vault/storage';
import { activateSet } from './activate-set.ts';
import { choosePlugins } from './choose-plugins.ts';
import { assertWholeLock, openChooser } from './lock-chooser.ts';
import { parsePluginSpec } from './parse-plugin-spec.ts';
import { floorOf, type Lockfile } from './project/lockfile.ts';
import type { Quota } from './project/tenants.ts';
import { recordIfChanged, type Change } from './record-change.ts';
import type { Yank } from './resolve-plugin.ts';
import type { SetChange } from './set-changes.ts';

/** What to install, whatever it comes from. */
export interface InstallSetInput {
  readonly specs: readonly string[];
  readonly policy: Policy;
  readonly knownBad?: KnownBad;
  readonly limits: ArchiveLimits;
  /** Bytes of one archive; a longer target is refused before it is fetched. */
  readonly maxArchiveSize: number;
  readonly now: Date;
  /** Takes what the store still has, and metadata that was kept; see `openTrustedClient`. */
  readonly offline?: boolean;
  /** What it says of a plugin is taken where it fits, and the bytes must be those. */
  readonly lock?: Lockfile;
  /** Refuses what is not in the lock, and a lock that has more than is needed. */
  readonly frozen?: boolean;
  /** The set becomes these plugins and what they need. Else those stay that were installed before and are not named. */
  readonly isWholeSet?: boolean;
  /** What the log calls it; `install` by default. */
  readonly operation?: Change['operation'];
  readonly quota?: Quota;
  /** Proves and scans everything, and switches nothing. */
  readonly dryRun?: boolean;
}

export interface InstallSetPorts {
  readonly source: PluginSource;
  readonly store: PluginStore;
  readonly onEvent?: (event: InstallEvent) => void;
}

export interface InstallInput extends InstallSetInput {
  /** What the user named, without credentials; it is recorded. */
  readonly repository: string;
  readonly trustedRoot: Uint8Array;
  /** With `offline` only: takes metadata that is past its expiry. */
  readonly acceptExpiredMetadataUnsafe?: boolean;
}

export interface InstallPorts extends Omit<InstallSetPorts, 'source'> {
  readonly fetcher: Fetcher;
  readonly cache: MetadataCache;
}

export type InstallEvent =
  | SourceEvent
  | { readonly type: 'resolved'; readonly path: string; readonly length: number; readonly yanked: boolean }
  | { readonly type: 'progress'; readonly path: string; readonly received: number; readonly length: number }
  | { readonly type: 'downloaded'; readonly path: string }
  | { readonly type: 'scanned'; readonly name: string; readonly version: string; readonly findings: number }
  | { readonly type: 'activated'; readonly generation: number };

export interface InstallReport {
  /** `planned`: what a dry run would have installed; `generation` is the one that is live. */
  readonly status: 'installed' | 'unchanged' | 'planned';
  readonly generation: number;
  /** `scan` is missing where the plugin was live already and no rule has changed since. */
  readonly plugins: readonly (InstalledPlugin & { readonly scan?: ScanReport } & Yank)[];
  readonly changes: readonly SetChange[];
  /** Of the repository that delivered the first of the plugins. */
  readonly roles: TrustedRoles;
  /** What was seen of every repository that delivered, as a lock file keeps it. */
  readonly repositories: Lockfile['repositories'];
}

/** What one install knows while it runs. */
export interface InstallContext {
  readonly input: InstallSetInput;
  readonly ports: InstallSetPorts;
  /** To be called before the live set changes, so that nothing changes unrecorded. */
  readonly begin: () => Promise<void>;
  readonly live?: Generation;
  /** Tells policies and rules apart; none where a list that changes from day to day has a say as well. */
  readonly rules?: string;
}

/** Installs plugins of one repository; see {@link installFrom}. @throws as that, and ERR_TUF_ROOT_INVALID. */
export async function install(input: InstallInput, ports: InstallPorts): Promise<InstallReport> {
  const { repository, trustedRoot, now, offline = false, acceptExpiredMetadataUnsafe = false } = input;
  const floor = input.lock && floorOf(input.lock);
  const client = openTrustedClient(
    { trustedRoot, now, offline, acceptExpiredMetadataUnsafe, ...(floor && { floor }) },
    ports,
  );
  return installFrom(input, { ...ports, source: openSingleSource({ repository, client }, ports.onEvent) });
}

/**
 * Installs plugins, with the plugins that they require, as one set, or leaves the machine exactly as it was.
 *
 * Nothing is unpacked until an archive is proven to be the one that trusted metadata names, was read strictly and
 * passed the scan; nothing is visible until every plugin is in the store; then one rename switches the set. No set is
 * made that holds a plugin which was revoked.
 *
 * @throws the errors of the source, `resolveName` and `admitPlugin`; ERR_USAGE, ERR_INSTALL_SPEC, ERR_LOCK_STALE,
 * ERR_LOCK_MISMATCH, ERR_PLUGIN_REVOKED, ERR_PLUGIN_CONFLICT, ERR_PLUGIN_CYCLE, ERR_ARCHIVE_LIMIT, ERR_QUOTA,
 * ERR_AUDIT_WRITE, ERR_LOCKED, ERR_IO.
 */
export async function installFrom(input: InstallSetInput, ports: InstallSetPorts): Promise<InstallReport> {
  if (input.specs.length === 0) throw new VaultError('ERR_USAGE', 'no plugin was named');
  const specs = input.specs.map(parsePluginSpec);
  const run = async (begin: InstallContext['begin']): Promise<InstallReport> => {
    const context = { ...(await openContext(input, ports)), begin };
    const chooser = openChooser(context);
    try {
      const chosen = await choosePlugins(specs, chooser);
      assertWholeLock(chosen, context);
      return await activateSet(chosen, context);
    } finally {
      await chooser.dispose();
    }
  };
  if (input.dryRun === true) return ports.store.withLock('install --dry-run', () => run(changesNothing));
  return recordIfChanged(ports.store, { operation: input.operation ?? 'install', specs: input.specs }, run);
}

function changesNothing(): Promise<void> {
  return Promise.resolve();
}

async function openContext(
  input: InstallSetInput,
  ports: InstallSetPorts,
): Promise<Omit<InstallContext, 'begin'>> {
  const live = await ports.store.current();
  const { policy, knownBad } = input;
  const rules = RULES.map(({ id, severity }) => `${id} ${severity}`);
  return {
    ...{ input, ports },
    ...(live !== undefined && { live }),
    ...(knownBad === undefined && { rules: sha256Hex(encodeCanonicalJson([policySha256(policy), rules])) }),
  };
}
