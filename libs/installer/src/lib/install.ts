import type { ArchiveLimits } from '@ragnos-vault/archive';
import { VaultError } from '@ragnos-vault/errors';
import { deliver, openSingleSource, openTrustedClient } from '@ragnos-vault/metadata';
import type {
  Fetcher,
  MetadataCache,
  PluginSource,
  SourceEvent,
  TrustedRoles,
  Voucher,
} from '@ragnos-vault/metadata';
import type { KnownBad, Policy, ScanReport } from '@ragnos-vault/scanner';
import type { Generation, InstalledPlugin, PluginStore } from '@ragnos-vault/storage';
import { admitKept } from './admit-kept.ts';
import { admitPlugin, type AdmittedPlugin } from './admit-plugin.ts';
import { assertNoneStaysRevoked, assertNotRevoked } from './check-revocations.ts';
import { parsePluginSpec } from './parse-plugin-spec.ts';
import { recordChange } from './record-change.ts';
import { resolvePlugin, type ResolvedPlugin, type Yank } from './resolve-plugin.ts';

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
  | { readonly type: 'downloaded'; readonly path: string }
  | { readonly type: 'scanned'; readonly name: string; readonly version: string; readonly findings: number }
  | { readonly type: 'activated'; readonly generation: number };

export interface InstallReport {
  readonly status: 'installed' | 'unchanged';
  readonly generation: number;
  readonly plugins: readonly (InstalledPlugin & { readonly scan: ScanReport } & Yank)[];
  /** Of the repository that delivered the first of the plugins. */
  readonly roles: TrustedRoles;
}

/** `by`: who delivered it. `isNew`: the store did not hold exactly this plugin before. */
type Admitted = AdmittedPlugin & { readonly yank: Yank; readonly by: Voucher; readonly isNew: boolean };

/** Installs plugins of one repository; see {@link installFrom}. @throws as that, and ERR_TUF_ROOT_INVALID. */
export async function install(input: InstallInput, ports: InstallPorts): Promise<InstallReport> {
  const { repository, trustedRoot, now, offline = false, acceptExpiredMetadataUnsafe = false } = input;
  const client = openTrustedClient({ trustedRoot, now, offline, acceptExpiredMetadataUnsafe }, ports);
  return installFrom(input, { ...ports, source: openSingleSource({ repository, client }, ports.onEvent) });
}

/**
 * Installs plugins as one set, or leaves the machine exactly as it was.
 *
 * Nothing is unpacked until an archive is proven to be the one that trusted metadata names, was read strictly and
 * passed the scan; nothing is visible until every plugin is in the store; then one rename switches the set. Plugins
 * that were installed before and are not named stay in it; where one of these was revoked, it has to be replaced.
 *
 * @throws the errors of the source, `resolvePlugin` and `admitPlugin`; ERR_USAGE, ERR_INSTALL_SPEC,
 * ERR_PLUGIN_REVOKED, ERR_PLUGIN_CONFLICT, ERR_ARCHIVE_LIMIT, ERR_AUDIT_WRITE, ERR_LOCKED, ERR_IO.
 */
export async function installFrom(input: InstallSetInput, ports: InstallSetPorts): Promise<InstallReport> {
  if (input.specs.length === 0) throw new VaultError('ERR_USAGE', 'no plugin was named');
  const specs = input.specs.map(parsePluginSpec);
  return recordChange(ports.store, { operation: 'install', specs: input.specs }, async () => {
    const resolved: ResolvedPlugin[] = [];
    for (const spec of specs) resolved.push(await resolvePlugin(spec, ports.source, input));
    for (const each of resolved) await assertNotRevoked(each, ports.source);
    const admitted: Admitted[] = [];
    for (const each of resolved) admitted.push(await store(each, { input, ports }));
    assertDistinct(admitted);
    return activate(admitted, { input, ports });
  });
}

interface Context {
  readonly input: InstallSetInput;
  readonly ports: InstallSetPorts;
}

/** Downloads, admits and unpacks one archive into the store, where nothing refers to it yet. */
async function store(resolved: ResolvedPlugin, { input, ports }: Context): Promise<Admitted> {
  const { target, found, yank } = resolved;
  assertSize(target, input.maxArchiveSize);
  ports.onEvent?.({ type: 'resolved', path: target.path, length: target.length, yanked: yank.yanked });
  const kept =
    input.offline === true ? await admitKept(resolved, { ...input, store: ports.store }) : undefined;
  if (kept !== undefined) {
    noteScan(kept, ports);
    const [by] = found.vouchers;
    return {
      ...kept,
      plugin: { ...kept.plugin, ...agreementOf(found.vouchers, by) },
      yank,
      by,
      isNew: false,
    };
  }
  const { taken: archive, by } = await deliver(found, (chunks) => ports.store.stage(chunks), ports.onEvent);
  try {
    ports.onEvent?.({ type: 'downloaded', path: target.path });
    const admitted = await admitPlugin(archive, { ...input, resolved, store: ports.store });
    noteScan(admitted, ports);
    const { manifest, scan } = admitted;
    const { plugin, isNew } = await ports.store.unpack({
      archive,
      plugin: { ...admitted.plugin, ...agreementOf(found.vouchers, by) },
      expected: manifest,
      limits: input.limits,
    });
    return { plugin, manifest, scan, yank, by, isNew };
  } finally {
    await archive.dispose();
  }
}

function noteScan({ plugin, scan }: AdmittedPlugin, { onEvent }: InstallSetPorts): void {
  const { name, version } = plugin;
  onEvent?.({ type: 'scanned', name, version, findings: scan.findings.length });
}

/** Who vouched for the bytes, whoever delivered them first; nothing where there was one repository alone. */
function agreementOf(vouchers: readonly Voucher[], by: Voucher): Pick<InstalledPlugin, 'agreement'> {
  const agreement = [by, ...vouchers.filter(({ name }) => name !== by.name)].flatMap(
    ({ name, repository, roles }) => (name === undefined ? [] : { name, repository, root: rootOf(roles) }),
  );
  return agreement.length === 0 ? {} : { agreement };
}

function rootOf({ root }: TrustedRoles): Generation['root'] {
  return { version: root.version, sha256: root.sha256 };
}

async function activate(admitted: readonly Admitted[], { input, ports }: Context): Promise<InstallReport> {
  const [first] = admitted;
  if (first === undefined) throw new VaultError('ERR_USAGE', 'no plugin was named');
  const { repository, roles } = first.by;
  const before = await ports.store.current();
  const plugins = mergeSets(before, admitted);
  const named = new Set(admitted.map(({ plugin }) => plugin.name));
  await assertNoneStaysRevoked(
    plugins.filter(({ name }) => !named.has(name)),
    ports.source,
  );
  const reported = admitted.map(({ plugin, scan, yank }) => ({ ...plugin, scan, ...yank }));
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
    repository,
    root: rootOf(roles),
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
  return a.length === b.length && a.every((plugin, at) => isSame(plugin, b[at]));
}

function isSame(a: InstalledPlugin, b: InstalledPlugin | undefined): boolean {
  return a.name === b?.name && a.sha256 === b.sha256 && a.copy === b.copy;
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
