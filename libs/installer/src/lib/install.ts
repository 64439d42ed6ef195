import type { ArchiveLimits } from '@ragnos-vault/archive';
import { VaultError } from '@ragnos-vault/errors';
import { openTrustedClient } from '@ragnos-vault/metadata';
import type { Fetcher, MetadataCache, TrustedClient, TrustedRoles } from '@ragnos-vault/metadata';
import type { Policy, ScanReport } from '@ragnos-vault/scanner';
import type { Generation, InstalledPlugin, PluginStore } from '@ragnos-vault/storage';
import { admitPlugin, type AdmittedPlugin } from './admit-plugin.ts';
import { parsePluginSpec } from './parse-plugin-spec.ts';
import { resolvePlugin, type ResolvedPlugin } from './resolve-plugin.ts';

export interface InstallInput {
  readonly specs: readonly string[];
  /** What the user named, without credentials; it is recorded. */
  readonly repository: string;
  readonly trustedRoot: Uint8Array;
  readonly policy: Policy;
  readonly limits: ArchiveLimits;
  /** Bytes of one archive; a longer target is refused before it is fetched. */
  readonly maxArchiveSize: number;
  readonly now: Date;
}

export interface InstallPorts {
  readonly fetcher: Fetcher;
  readonly cache: MetadataCache;
  readonly store: PluginStore;
  readonly onEvent?: (event: InstallEvent) => void;
}

export type InstallEvent =
  | { readonly type: 'refreshed'; readonly roles: TrustedRoles }
  | { readonly type: 'resolved'; readonly path: string; readonly length: number; readonly yanked: boolean }
  | { readonly type: 'downloaded'; readonly path: string }
  | { readonly type: 'scanned'; readonly name: string; readonly version: string; readonly findings: number }
  | { readonly type: 'activated'; readonly generation: number };

export interface InstallReport {
  readonly status: 'installed' | 'unchanged';
  readonly generation: number;
  readonly plugins: readonly (InstalledPlugin & { readonly scan: ScanReport; readonly yanked: boolean })[];
  readonly roles: TrustedRoles;
}

/** `isNew`: the store did not hold exactly this plugin before. */
type Admitted = AdmittedPlugin & { readonly yanked: boolean; readonly isNew: boolean };

/**
 * Installs plugins as one set, or leaves the machine exactly as it was.
 *
 * Nothing is unpacked until an archive is proven to be the one that trusted metadata names, was read strictly and
 * passed the scan; nothing is visible until every plugin is in the store; then one rename switches the set. Plugins
 * that were installed before and are not named stay in it.
 *
 * @throws the errors of the trusted client, `resolvePlugin` and `admitPlugin`; ERR_USAGE, ERR_INSTALL_SPEC,
 * ERR_PLUGIN_CONFLICT, ERR_ARCHIVE_LIMIT, ERR_LOCKED, ERR_IO.
 */
export async function install(input: InstallInput, ports: InstallPorts): Promise<InstallReport> {
  if (input.specs.length === 0) throw new VaultError('ERR_USAGE', 'no plugin was named');
  const specs = input.specs.map(parsePluginSpec);
  return ports.store.withLock('install', async () => {
    const client = openTrustedClient({ trustedRoot: input.trustedRoot, now: input.now }, ports);
    const roles = await client.refresh();
    ports.onEvent?.({ type: 'refreshed', roles });
    const admitted: Admitted[] = [];
    for (const spec of specs) {
      const resolved = await resolvePlugin(spec, client);
      admitted.push(await store(resolved, { input, ports, client }));
    }
    assertDistinct(admitted);
    return activate(admitted, { input, ports, roles });
  });
}

interface Context {
  readonly input: InstallInput;
  readonly ports: InstallPorts;
  readonly client: TrustedClient;
}

/** Downloads, admits and unpacks one archive into the store, where nothing refers to it yet. */
async function store(resolved: ResolvedPlugin, { input, ports, client }: Context): Promise<Admitted> {
  const { target, yanked } = resolved;
  assertSize(target, input.maxArchiveSize);
  ports.onEvent?.({ type: 'resolved', path: target.path, length: target.length, yanked });
  const archive = await ports.store.stage(client.download(target));
  try {
    ports.onEvent?.({ type: 'downloaded', path: target.path });
    const admitted = await admitPlugin(archive, { ...input, resolved });
    const { plugin, manifest, scan } = admitted;
    ports.onEvent?.({
      type: 'scanned',
      name: plugin.name,
      version: plugin.version,
      findings: scan.findings.length,
    });
    const isNew = await ports.store.unpack({ archive, plugin, expected: manifest, limits: input.limits });
    return { ...admitted, yanked, isNew };
  } finally {
    await archive.dispose();
  }
}

async function activate(
  admitted: readonly Admitted[],
  { input, ports, roles }: Pick<Context, 'input' | 'ports'> & { readonly roles: TrustedRoles },
): Promise<InstallReport> {
  const before = await ports.store.current();
  const plugins = mergeSets(before, admitted);
  const reported = admitted.map(({ plugin, scan, yanked }) => ({ ...plugin, scan, yanked }));
  const isRepaired = admitted.some(({ isNew }) => isNew);
  if (
    before !== undefined &&
    !isRepaired &&
    isSameSet(before.plugins, plugins) &&
    (await isIntact(plugins, ports.store))
  ) {
    return { status: 'unchanged', generation: before.number, plugins: reported, roles };
  }
  const { number } = await ports.store.activate({
    ...(before !== undefined && { previous: before.number }),
    createdAt: input.now.toISOString(),
    repository: input.repository,
    root: { version: roles.root.version, sha256: roles.root.sha256 },
    plugins,
  });
  ports.onEvent?.({ type: 'activated', generation: number });
  return { status: 'installed', generation: number, plugins: reported, roles };
}

function mergeSets(
  before: Generation | undefined,
  admitted: readonly Admitted[],
): readonly InstalledPlugin[] {
  const set = new Map(before?.plugins.map((plugin) => [plugin.name, plugin]));
  for (const { plugin } of admitted) set.set(plugin.name, plugin);
  return [...set.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function isSameSet(a: readonly InstalledPlugin[], b: readonly InstalledPlugin[]): boolean {
  return (
    a.length === b.length &&
    a.every((plugin, at) => plugin.name === b[at]?.name && plugin.sha256 === b[at].sha256)
  );
}

/** Whether the live set is still what it was made as; one that is not is made anew rather than called unchanged. */
async function isIntact(plugins: readonly InstalledPlugin[], store: PluginStore): Promise<boolean> {
  try {
    for (const plugin of plugins) await store.verify(plugin);
    return true;
  } catch (error) {
    if (error instanceof VaultError && error.code === 'ERR_INSTALLED_CORRUPT') return false;
    throw error;
  }
}

function assertDistinct(admitted: readonly Admitted[]): void {
  const names = admitted.map(({ plugin }) => plugin.name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice === undefined) return;
  throw new VaultError('ERR_PLUGIN_CONFLICT', `two plugins are called ${twice}`, { facts: { name: twice } });
}

function assertSize({ path, length }: { path: string; length: number }, limit: number): void {
  if (length <= limit) return;
  throw new VaultError('ERR_ARCHIVE_LIMIT', `${path} has ${length} bytes, more than the limit of ${limit}`, {
    facts: { path, length, limit },
  });
}
