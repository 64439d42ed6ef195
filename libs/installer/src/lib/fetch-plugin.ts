import { VaultError } from '@ragnos-vault/errors';
import { deliver } from '@ragnos-vault/metadata';
import type { TrustedRoles, Voucher } from '@ragnos-vault/metadata';
import type { Generation, InstalledPlugin, StagedArchive } from '@ragnos-vault/storage';
import { admitPlugin, type AdmittedPlugin } from './admit-plugin.ts';
import type { InstallContext } from './install.ts';
import type { ResolvedPlugin, Yank } from './resolve-plugin.ts';

/** A plugin that may be installed. */
export interface FetchedPlugin
  extends Pick<AdmittedPlugin, 'plugin'>, Partial<Omit<AdmittedPlugin, 'plugin'>> {
  readonly yank: Yank;
  /** Who delivered it. */
  readonly by: Voucher;
  /** Where it is not in the store yet; disposed of by whoever runs the install. */
  readonly archive?: StagedArchive;
}

/**
 * Brings one archive as far as it may come before the whole set is known: proven, read strictly and scanned. What is
 * live already, was scanned under the same rules and still is what it was made as, is taken as it is.
 *
 * @throws ERR_ARCHIVE_LIMIT, and the errors of `deliver` and `admitPlugin`, with nothing left in staging
 */
export async function fetchPlugin(resolved: ResolvedPlugin, context: InstallContext): Promise<FetchedPlugin> {
  const { input, ports } = context;
  const { target, found, yank } = resolved;
  assertSize(target, input.maxArchiveSize);
  ports.onEvent?.({ type: 'resolved', path: target.path, length: target.length, yanked: yank.yanked });
  const present = await findLive(resolved, context);
  if (present === undefined) return download(resolved, context);
  const [by] = found.vouchers;
  return { ...present, plugin: { ...present.plugin, ...agreementOf(found.vouchers, by) }, yank, by };
}

async function download(resolved: ResolvedPlugin, { input, ports }: InstallContext): Promise<FetchedPlugin> {
  const { found, yank } = resolved;
  const { archive, by } = await takeArchive(resolved, ports);
  try {
    const admitted = await admitPlugin(archive, { ...input, resolved, store: ports.store });
    noteScan(admitted, ports);
    const plugin = { ...admitted.plugin, ...agreementOf(found.vouchers, by) };
    return { ...admitted, plugin, yank, by, archive };
  } catch (error) {
    await archive.dispose();
    throw error;
  }
}

/** The archive that the store has kept, or a shared one, or as it is delivered; what was damaged in the store is delivered again. */
async function takeArchive(
  { target, found, sha256 }: ResolvedPlugin,
  { store, onEvent }: InstallContext['ports'],
): Promise<{ readonly archive: StagedArchive; readonly by: Voucher }> {
  const kept = await store.openArchive({ sha256, length: target.length });
  if (kept !== undefined) return { archive: kept, by: found.vouchers[0] };
  const shared = await store.stageShared({ sha256, length: target.length });
  if (shared !== undefined) return { archive: shared, by: found.vouchers[0] };
  const take = (chunks: AsyncIterable<Uint8Array>): Promise<StagedArchive> =>
    store.stage(counted(chunks, target, onEvent));
  const { taken: archive, by } = await deliver(found, take, onEvent);
  onEvent?.({ type: 'downloaded', path: target.path });
  return { archive, by };
}

/** Tells how much has arrived, chunk by chunk. */
async function* counted(
  chunks: AsyncIterable<Uint8Array>,
  { path, length }: ResolvedPlugin['target'],
  onEvent: InstallContext['ports']['onEvent'],
): AsyncGenerator<Uint8Array> {
  let received = 0;
  for await (const chunk of chunks) {
    received += chunk.length;
    onEvent?.({ type: 'progress', path, received, length });
    yield chunk;
  }
}

/** Signed metadata of now names the very archive that is live: its files need no second scan under the same rules. */
async function findLive(
  { sha256, target, customs }: ResolvedPlugin,
  { live, ports, rules }: InstallContext,
): Promise<Pick<AdmittedPlugin, 'plugin'> | undefined> {
  const plugin = live?.plugins.find((each) => each.sha256 === sha256 && each.targetPath === target.path);
  if (plugin === undefined || rules === undefined || live?.scannedUnder !== rules) return undefined;
  // Only a digest in signed metadata can prove what lies on disk.
  const isSigned = customs.length > 0 && customs.every(({ manifest }) => manifest === plugin.manifest);
  if (!isSigned) return undefined;
  return (await isIntact(plugin, ports.store)) ? { plugin } : undefined;
}

/** Whether a plugin in the store is still what it was made as. */
export async function isIntact(
  plugin: InstalledPlugin,
  store: InstallContext['ports']['store'],
): Promise<boolean> {
  try {
    await store.verify(plugin);
    return true;
  } catch (error) {
    if (error instanceof VaultError && error.code === 'ERR_INSTALLED_CORRUPT') return false;
    throw error;
  }
}

function noteScan({ plugin, scan }: AdmittedPlugin, { onEvent }: InstallContext['ports']): void {
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

export function rootOf({ root }: TrustedRoles): Generation['root'] {
  return { version: root.version, sha256: root.sha256 };
}

function assertSize({ path, length }: { path: string; length: number }, limit: number): void {
  if (length <= limit) return;
  throw new VaultError('ERR_ARCHIVE_LIMIT', `${path} has ${length} bytes, more than the limit of ${limit}`, {
    facts: { path, length, limit },
  });
}
