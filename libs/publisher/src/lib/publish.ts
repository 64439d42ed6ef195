import type { ArchiveLimits } from '@ragnos-vault/archive';
import type { Signer } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import { assertMetaFile, loadRepository, storedTargetPath } from '@ragnos-vault/metadata';
import type { RepositoryStore, RepositoryState, TargetFile, TopLevelRole } from '@ragnos-vault/metadata';
import type { Policy, ScanReport } from '@ragnos-vault/scanner';
import { commitRelease, type Committed } from './commit-release.ts';
import type { VaultConfig } from './parse-vault-config.ts';
import { planPublish } from './plan-publish.ts';
import type { PlannedPlugin, PublishPlan } from './plan-publish.ts';
import { preparePlugin } from './prepare-plugin.ts';
import type { PreparedPlugin } from './prepare-plugin.ts';

export interface PublishInput {
  /** Folders and archives, as the user named them. */
  readonly plugins: readonly string[];
  /** Publish the one plugin under this path instead of `plugins/<vendor>/<name>/...`. */
  readonly targetPath?: string;
  readonly policy: Policy;
  readonly limits: ArchiveLimits;
  readonly config: VaultConfig;
  /** The vault's own root.json: where its publisher's trust starts. */
  readonly trustedRoot: Uint8Array;
  readonly now: Date;
}

export interface PublishPorts {
  readonly store: RepositoryStore;
  /** The archive of a folder (packed) or of a file (as it is). */
  readonly readPlugin: (source: string) => Promise<Uint8Array>;
  /** Opens a role's keys; not called before every plugin has passed its scan. */
  readonly openSigners: (role: TopLevelRole) => Promise<readonly Signer[]>;
  readonly onEvent?: (event: PublishEvent) => void;
}

export type PublishEvent =
  | { readonly type: 'packed'; readonly source: string; readonly bytes: number }
  | { readonly type: 'scanned'; readonly name: string; readonly version: string; readonly findings: number }
  | { readonly type: 'signed'; readonly role: TopLevelRole; readonly version: number }
  | { readonly type: 'verified' }
  | { readonly type: 'committed'; readonly version: number };

export interface PublishedPlugin {
  readonly name: string;
  readonly version: string;
  readonly status: 'published' | 'unchanged';
  readonly targetPath: string;
  readonly sha256: string;
  readonly length: number;
  readonly scan: ScanReport;
}

export interface PublishReport {
  readonly status: 'published' | 'unchanged';
  readonly plugins: readonly PublishedPlugin[];
  /** The versions now live. */
  readonly versions: Readonly<Record<TopLevelRole, number>>;
}

/** How often a lost race is run again before the publisher is told to come back. */
const MAX_ATTEMPTS = 20;

/**
 * Publishes plugins in one commit: all of them, or none.
 *
 * Every archive is read and scanned before a key is touched; the new state is walked by our own client before it
 * is exposed; the swap of timestamp.json is the commit. A lost race plans again on the winner's state.
 *
 * @throws what `preparePlugin`, `planPublish`, `loadRepository` and `commitRelease` throw; ERR_PUBLISH_CONFLICT.
 */
export async function publish(input: PublishInput, ports: PublishPorts): Promise<PublishReport> {
  const prepared = await prepareAll(input, ports);
  const signers = new Map<TopLevelRole, readonly Signer[]>();
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const state = await loadRepository(ports.store, input.trustedRoot);
    const plan = await planPublish({ state, plugins: prepared, now: input.now }, (path, target) =>
      readTarget(ports.store, path, target),
    );
    if (plan.add.size === 0 && !hasExpired(state, input.now)) return unchanged(plan, state);
    const committed = await commitRelease({ ...input, state, plan, attempt }, { ...ports, signers });
    if (committed !== undefined) return published(plan, state, committed);
  }
  throw new VaultError('ERR_PUBLISH_CONFLICT', `lost the race for the timestamp ${MAX_ATTEMPTS} times`, {
    facts: { attempts: MAX_ATTEMPTS },
  });
}

async function prepareAll(input: PublishInput, ports: PublishPorts): Promise<readonly PreparedPlugin[]> {
  if (input.plugins.length === 0 || (input.targetPath !== undefined && input.plugins.length !== 1)) {
    throw new VaultError(
      'ERR_USAGE',
      input.plugins.length === 0 ? 'no plugin was named' : '--target-path takes exactly one plugin',
    );
  }
  const prepared: PreparedPlugin[] = [];
  for (const source of input.plugins) {
    const archive = await ports.readPlugin(source);
    ports.onEvent?.({ type: 'packed', source, bytes: archive.length });
    const plugin = await preparePlugin({ ...input, archive });
    ports.onEvent?.({
      type: 'scanned',
      name: plugin.name,
      version: plugin.version,
      findings: plugin.scan.findings.length,
    });
    prepared.push(plugin);
  }
  return prepared;
}

async function readTarget(store: RepositoryStore, path: string, target: TargetFile): Promise<Uint8Array> {
  const file = await store.read(storedTargetPath(path, target));
  if (file !== undefined) {
    // What is merged into the next index is signed again: it must be what was signed before.
    assertMetaFile(path, { length: target.length, hashes: Object.fromEntries(target.hashes) }, file.bytes);
    return file.bytes;
  }
  throw new VaultError('ERR_TUF_MISSING', `the repository lacks the target ${path}`, { facts: { path } });
}

function unchanged(plan: PublishPlan, state: RepositoryState): PublishReport {
  return { status: 'unchanged', plugins: plan.plugins.map(toPublished), versions: versionsOf(state) };
}

function published(plan: PublishPlan, state: RepositoryState, committed: Committed): PublishReport {
  return {
    status: 'published',
    plugins: plan.plugins.map(toPublished),
    versions: { ...versionsOf(state), ...committed },
  };
}

/** Then even a publish of nothing new signs again, so that consumers can go on. */
function hasExpired({ targets, snapshot, timestamp }: RepositoryState, now: Date): boolean {
  return [targets, snapshot, timestamp].some(({ signed }) => signed.expires <= now);
}

function versionsOf(state: RepositoryState): Readonly<Record<TopLevelRole, number>> {
  const { root, targets, snapshot, timestamp } = state;
  return {
    root: root.signed.version,
    targets: targets.signed.version,
    snapshot: snapshot.signed.version,
    timestamp: timestamp.signed.version,
  };
}

function toPublished({ plugin, status }: PlannedPlugin): PublishedPlugin {
  const { name, version, targetPath, sha256, archive, scan } = plugin;
  return { name, version, status, targetPath, sha256, length: archive.length, scan };
}
