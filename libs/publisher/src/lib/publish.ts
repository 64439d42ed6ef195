import type { ArchiveLimits } from '@ragnos-vault/archive';
import { VaultError } from '@ragnos-vault/errors';
import { assertMetaFile, storedTargetPath } from '@ragnos-vault/metadata';
import type {
  LiveRepository,
  RepositoryStore,
  TargetFile,
  TargetsContent,
  TopLevelRole,
} from '@ragnos-vault/metadata';
import type { Policy, ScanReport } from '@ragnos-vault/scanner';
import { outgrownRoles, type OutgrownRole } from './outgrown-roles.ts';
import type { VaultConfig } from './parse-vault-config.ts';
import { planPublish } from './plan-publish.ts';
import type { PlannedPlugin } from './plan-publish.ts';
import { preparePlugin } from './prepare-plugin.ts';
import type { PreparedPlugin } from './prepare-plugin.ts';
import { editRepository, type EditEvent, type EditPorts } from './repository-edit.ts';

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

export interface PublishPorts extends EditPorts {
  /** The archive of a folder (packed) or of a file (as it is). */
  readonly readPlugin: (source: string) => Promise<Uint8Array>;
  readonly onEvent?: (event: PublishEvent) => void;
}

export type PublishEvent =
  | { readonly type: 'packed'; readonly source: string; readonly bytes: number }
  | { readonly type: 'scanned'; readonly name: string; readonly version: string; readonly findings: number }
  | EditEvent;

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
  /** Roles that list more than they are planned for: `rebalance` makes them small again. */
  readonly outgrown: readonly OutgrownRole[];
}

/**
 * Publishes plugins in one commit: all of them, or none.
 *
 * Every archive is read and scanned before a key is touched; the new state is walked by our own client before it
 * is exposed; the swap of timestamp.json is the commit. A lost race plans again on the winner's state.
 *
 * @throws what `preparePlugin`, `planPublish` and `editRepository` throw.
 */
export async function publish(input: PublishInput, ports: PublishPorts): Promise<PublishReport> {
  const prepared = await prepareAll(input, ports);
  const planOn = async (repository: LiveRepository) => {
    const plan = await planPublish({ repository, plugins: prepared, now: input.now }, (path, target) =>
      readTarget(ports.store, path, target),
    );
    const result = { plugins: plan.plugins.map(toPublished), outgrown: outgrownRoles(plan.edit.roles) };
    if (plan.edit.roles.size > 0) return { edit: plan.edit, result };
    return hasExpired(repository, input.now) ? { edit: renewalOf(repository), result } : { result };
  };
  const { result, isCommitted, versions } = await editRepository({ ...input, plan: planOn }, ports);
  return { status: isCommitted ? 'published' : 'unchanged', ...result, versions };
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

/** Then even a publish of nothing new signs again, so that consumers can go on. */
function hasExpired({ state: { targets, snapshot, timestamp } }: LiveRepository, now: Date): boolean {
  return [targets, snapshot, timestamp].some(({ signed }) => signed.expires <= now);
}

function renewalOf({ state }: LiveRepository): { readonly roles: ReadonlyMap<string, TargetsContent> } {
  return { roles: new Map([['targets', state.targets.signed]]) };
}

function toPublished({ plugin, status }: PlannedPlugin): PublishedPlugin {
  const { name, version, targetPath, sha256, archive, scan } = plugin;
  return { name, version, status, targetPath, sha256, length: archive.length, scan };
}
