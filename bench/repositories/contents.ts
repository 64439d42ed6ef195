import { sha256Hex } from '@ragnos-vault/crypto';
import {
  binNames,
  binOf,
  binsPrefix,
  encodePluginCustom,
  encodePluginIndex,
  pluginArchivePath,
  pluginIndexPath,
  vendorPaths,
  vendorRole,
} from '@ragnos-vault/metadata';
import type { Delegations, PluginVersion, SuccinctRoles, TargetFile } from '@ragnos-vault/metadata';
import { toTargetFile } from '../../libs/publisher/src/lib/target-file.ts';
import { signerOf, VENDOR, type Keys } from './keys.ts';
import type { RepositoryContent } from './write-repository.ts';

export const BINS = 1_024;

/** The target that is really there, in every repository that has one at all: 200 kB. */
export const DOWNLOADED = 'plugins/acme/p0/1.0.0/p0-1.0.0.tgz';
/** Its plugin. */
export const RESOLVED = { name: '@acme/p0', range: '^1.0.0' };

const ARCHIVE = Buffer.alloc(200_000, 'archive ');
const PUBLISHED_AT = '2026-01-01T00:00:00.000Z';

/** All targets in one file; each says its length and its digest. */
export function flatContent(size: number): RepositoryContent {
  const targets = new Map<string, TargetFile>();
  for (let at = 0; at < size; at += 1) {
    const path = `plugins/acme/p${at}/1.0.0/p${at}-1.0.0.tgz`;
    targets.set(path, at === 0 ? toTargetFile(ARCHIVE) : somePlugin(path));
  }
  return { roles: new Map([['targets', { targets, extra: {} }]]), files: new Map([[DOWNLOADED, ARCHIVE]]) };
}

/** What our publisher makes of as many plugins, each an archive and an index, in one file. */
export function flatPlugins(plugins: number): RepositoryContent {
  const { targets, files } = pluginTargets(plugins);
  return { roles: new Map([['targets', { targets, extra: {} }]]), files };
}

/** The same in a vendor of {@link BINS} bins. */
export function binnedPlugins(plugins: number, keys: Keys): RepositoryContent {
  const { targets, files } = pluginTargets(plugins);
  const [signer] = signerOf(keys, vendorRole(VENDOR));
  if (signer === undefined) throw new Error('the vendor has no key');
  const trust = { keyIds: [signer.keyId], threshold: 1 };
  const bins: SuccinctRoles = { ...trust, bitLength: Math.log2(BINS), namePrefix: binsPrefix(VENDOR) };
  const spread = new Map(binNames(bins).map((name) => [name, new Map<string, TargetFile>()]));
  for (const [path, target] of targets) spread.get(binOf(path, bins))?.set(path, target);
  const delegation = { ...trust, name: vendorRole(VENDOR), terminating: true, paths: vendorPaths(VENDOR) };
  const delegating = (to: Pick<Delegations, 'roles' | 'succinct'>) => ({
    targets: new Map<string, TargetFile>(),
    delegations: { keys: new Map([[signer.keyId, signer.publicKey]]), extra: {}, ...to },
    extra: {},
  });
  const roles = new Map([
    ['targets', delegating({ roles: [delegation] })],
    [vendorRole(VENDOR), delegating({ succinct: bins })],
    ...[...spread].map(([name, held]) => [name, { targets: held, extra: {} }] as const),
  ]);
  return { roles, files };
}

interface PluginTargets {
  readonly targets: ReadonlyMap<string, TargetFile>;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

function pluginTargets(plugins: number): PluginTargets {
  const targets = new Map<string, TargetFile>();
  const files = new Map<string, Uint8Array>();
  for (let at = 0; at < plugins; at += 1) {
    const shortName = `p${at}`;
    const name = `@${VENDOR}/${shortName}`;
    const path = pluginArchivePath({ vendor: VENDOR, shortName }, '1.0.0');
    const indexPath = pluginIndexPath({ vendor: VENDOR, shortName });
    const archive = at === 0 ? toTargetFile(ARCHIVE) : somePlugin(path);
    const index = encodePluginIndex({ name, versions: [versionOf(path, archive)] });
    targets.set(path, { ...archive, custom: customOf(name) });
    targets.set(indexPath, toTargetFile(index));
    if (at === 0) files.set(path, ARCHIVE).set(indexPath, index);
  }
  return { targets, files };
}

function versionOf(target: string, { length, hashes }: TargetFile): PluginVersion {
  const sha256 = hashes.get('sha256') ?? '';
  return { version: '1.0.0', target, sha256, length, publishedAt: PUBLISHED_AT, yanked: false };
}

function customOf(name: string): NonNullable<TargetFile['custom']> {
  const manifest = sha256Hex(Buffer.from(name));
  const [version, publishedAt] = ['1.0.0', PUBLISHED_AT];
  return encodePluginCustom({ name, version, manifest, files: 12, unpackedSize: 654_321, publishedAt });
}

/** An entry for bytes that nobody asks for. */
function somePlugin(path: string): TargetFile {
  return { length: 200_000, hashes: new Map([['sha256', sha256Hex(Buffer.from(path))]]) };
}
