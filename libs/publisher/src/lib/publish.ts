import type { ArchiveLimits } from '@ragnos-vault/archive';
import { VaultError } from '@ragnos-vault/errors';
import { loadRepository, openLiveRepository } from '@ragnos-vault/metadata';
import type { LiveRepository, TopLevelRole } from '@ragnos-vault/metadata';
import { INLINE_SCANNER } from '@ragnos-vault/scanner';
import type { KnownBad, Policy, Scanner, ScanReport } from '@ragnos-vault/scanner';
import { findPrevious } from './find-previous.ts';
import { mapInParallel } from './in-parallel.ts';
import { outgrownRoles, type OutgrownRole } from './outgrown-roles.ts';
import type { NamedVersion } from './parse-plugin-version.ts';
import type { VaultConfig } from './parse-vault-config.ts';
import { planPublish } from './plan-publish.ts';
import type { PlannedPlugin } from './plan-publish.ts';
import { preparePlugin } from './prepare-plugin.ts';
import type { PreparedPlugin } from './prepare-plugin.ts';
import { readTarget } from './read-target.ts';
import { editRepository } from './repository-edit.ts';
import type { EditEvent, EditInput, EditOutcome, EditPorts } from './repository-edit.ts';
import { versionsOf } from './versions-of.ts';
import { withLapsed } from './with-lapsed.ts';

export interface PublishInput {
  /** Folders and archives, as the user named them. */
  readonly plugins: readonly string[];
  /** Publish the one plugin under this path instead of `plugins/<vendor>/<name>/...`. */
  readonly targetPath?: string;
  /** Leaves out a version that is published with other bytes, in place of refusing it. */
  readonly skipExisting?: boolean;
  /** Packs, scans and plans on the live state; touches no key and writes nothing. */
  readonly dryRun?: boolean;
  readonly policy: Policy;
  readonly knownBad?: KnownBad;
  readonly limits: ArchiveLimits;
  readonly config: VaultConfig;
  /** The vault's own root.json: where its publisher's trust starts. */
  readonly trustedRoot: Uint8Array;
  readonly now: Date;
}

export interface PublishPorts extends EditPorts {
  /** The archive of a folder (packed) or of a file (as it is). */
  readonly readPlugin: (source: string) => Promise<Uint8Array>;
  /** Scans several plugins at once, where it can. */
  readonly scanner?: Scanner;
  readonly onEvent?: (event: PublishEvent) => void;
}

export type PublishEvent =
  | { readonly type: 'packed'; readonly source: string; readonly bytes: number }
  | { readonly type: 'scanned'; readonly name: string; readonly version: string; readonly findings: number }
  | EditEvent;

/** `submitted`: signed for somebody else to accept. `planned`: what a dry run would have published. */
export type PublishStatus = 'published' | 'submitted' | 'planned' | 'unchanged';

export interface PublishedPlugin {
  readonly name: string;
  readonly version: string;
  /** `skipped`: other bytes of this version are published, and stay. */
  readonly status: PublishStatus | 'skipped';
  readonly targetPath: string;
  readonly sha256: string;
  readonly length: number;
  readonly scan: ScanReport;
}

export interface PublishReport {
  readonly status: PublishStatus;
  readonly plugins: readonly PublishedPlugin[];
  /** The versions now live. */
  readonly versions: Readonly<Record<TopLevelRole, number>>;
  /** Roles that list more than they are planned for: `rebalance` makes them small again. */
  readonly outgrown: readonly OutgrownRole[];
}

/**
 * Publishes plugins in one commit: all of them, or none.
 *
 * Every archive is read, and scanned against the version that is live, before a key is touched; the new state is walked by our own client before it
 * is exposed; the swap of timestamp.json is the commit. A lost race plans again on the winner's state.
 *
 * @throws what `preparePlugin`, `planPublish` and `editRepository` throw.
 */
export async function publish(input: PublishInput, ports: PublishPorts): Promise<PublishReport> {
  const prepared = await prepareAll(input, ports);
  const done = input.dryRun === true ? 'planned' : ports.submit === undefined ? 'published' : 'submitted';
  const planOn = async (repository: LiveRepository) => {
    const plan = await planPublish({ ...input, repository, plugins: prepared }, (path, target) =>
      readTarget(ports.store, path, target),
    );
    const plugins = plan.plugins.map((plugin) => toPublished(plugin, done));
    const result = { plugins, outgrown: outgrownRoles(plan.edit.roles) };
    if (input.dryRun === true || (done === 'submitted' && plan.edit.roles.size === 0)) return { result };
    const paths = prepared.flatMap(({ targetPath, indexPath }) => [targetPath, indexPath]);
    const edit = await withLapsed(plan.edit, { repository, paths, now: input.now });
    return { ...(edit !== undefined && { edit }), result };
  };
  const { result, isCommitted, versions } =
    input.dryRun === true
      ? await planOnly({ ...input, plan: planOn }, ports)
      : await editRepository({ ...input, plan: planOn }, ports);
  const isDone =
    isCommitted || (done !== 'published' && result.plugins.some(({ status }) => status === done));
  return { status: isDone ? done : 'unchanged', ...result, versions };
}

async function planOnly<T>(
  { plan, trustedRoot }: EditInput<T>,
  { store }: EditPorts,
): Promise<EditOutcome<T>> {
  const state = await loadRepository(store, trustedRoot);
  const { result } = await plan(openLiveRepository(state, store));
  return { result, isCommitted: false, versions: versionsOf(state) };
}

async function prepareAll(input: PublishInput, ports: PublishPorts): Promise<readonly PreparedPlugin[]> {
  if (input.plugins.length === 0 || (input.targetPath !== undefined && input.plugins.length !== 1)) {
    throw new VaultError(
      'ERR_USAGE',
      input.plugins.length === 0 ? 'no plugin was named' : '--target-path takes exactly one plugin',
    );
  }
  const { store, scanner = INLINE_SCANNER } = ports;
  const repository = openLiveRepository(await loadRepository(store, input.trustedRoot), store);
  const previousOf = (plugin: NamedVersion) =>
    findPrevious(plugin, { repository, store, limits: input.limits, scanner });
  return mapInParallel(input.plugins, async (source) => {
    const archive = await ports.readPlugin(source);
    ports.onEvent?.({ type: 'packed', source, bytes: archive.length });
    const plugin = await preparePlugin({ ...input, archive, previousOf, scanner });
    const { name, version, scan } = plugin;
    ports.onEvent?.({ type: 'scanned', name, version, findings: scan.findings.length });
    return plugin;
  });
}

function toPublished({ plugin, status }: PlannedPlugin, done: PublishStatus): PublishedPlugin {
  const { name, version, targetPath, sha256, archive, scan } = plugin;
  const length = archive.length;
  return { name, version, status: status === 'published' ? done : status, targetPath, sha256, length, scan };
}
