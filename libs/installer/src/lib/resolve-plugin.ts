import { VaultError } from '@ragnos-vault/errors';
import { parsePluginCustom } from '@ragnos-vault/metadata';
import type {
  FoundTarget,
  PluginCustom,
  PluginSource,
  PluginVersion,
  TrustedTarget,
} from '@ragnos-vault/metadata';
import semver from 'semver';
import { assertOldEnough, isOldEnough, tooYoung, type ReleaseAge } from './release-age.ts';

/** A spec, narrowed to one archive that trusted metadata names. */
export interface ResolvedPlugin {
  readonly target: TrustedTarget;
  /** Who names it, and who delivers it. */
  readonly found: FoundTarget;
  /** In hex. */
  readonly sha256: string;
  /** What the signed targets say of the plugin, one a voucher; none where another TUF tool published it. */
  readonly customs: readonly PluginCustom[];
  /** What the plugin's index says of it, where it was found by name. */
  readonly listed?: { readonly name: string; readonly version: string; readonly manifest?: never };
  readonly yank: Yank;
}

/** What the vendor says of a version that is not to be chosen any more. */
export type Yank = Pick<PluginVersion, 'yanked' | 'yankedReason'>;

/** A plugin by name, and all that is wanted of its version: every range has to fit. */
export interface Wanted {
  readonly name: string;
  readonly ranges: readonly string[];
}

/**
 * Finds the archive of a plugin: the highest version in all ranges that was not yanked and is old enough for the policy, or
 * the version that one of them names exactly.
 *
 * @throws ERR_TARGET_NOT_FOUND, ERR_INDEX_MISMATCH, ERR_RELEASE_TOO_YOUNG, and the errors of the source.
 */
export async function resolveName(
  wanted: Wanted,
  source: PluginSource,
  age: ReleaseAge,
): Promise<ResolvedPlugin> {
  const resolved = await resolve(wanted, source, age);
  assertOldEnough(resolved, age);
  return resolved;
}

/** Finds the archive at a target path. @throws as {@link resolveName} */
export async function resolveTarget(
  path: string,
  source: PluginSource,
  age: ReleaseAge,
): Promise<ResolvedPlugin> {
  const resolved = await resolvePath(path, source);
  assertOldEnough(resolved, age);
  return resolved;
}

async function resolve(wanted: Wanted, source: PluginSource, age: ReleaseAge): Promise<ResolvedPlugin> {
  const { name, ranges } = wanted;
  const listed: PluginVersion[] = [];
  for await (const versions of source.listVersions(name)) {
    const picked = pickVersion(ranges, versions, (publishedAt) => isOldEnough(name, publishedAt, age));
    if (picked !== undefined) return resolveVersion(picked, { name, source });
    listed.push(...versions);
  }
  // `hello.tgz` is a name as well as a target path of a repository that has no folders.
  const isPath = listed.length === 0 && ranges.length === 0;
  const found = isPath ? await source.findTarget(name) : undefined;
  if (found !== undefined) return toResolved(found);
  const young = pickVersion(ranges, listed, () => true);
  throw young === undefined ? noVersion(wanted, listed) : tooYoung({ ...young, name }, age);
}

async function resolvePath(path: string, source: PluginSource): Promise<ResolvedPlugin> {
  const found = await source.findTarget(path);
  if (found === undefined) throw notFound(`no trusted metadata names ${path}`, { path });
  return toResolved(found);
}

function toResolved(found: FoundTarget): ResolvedPlugin {
  const { target } = found.vouchers[0];
  const customs = found.vouchers.flatMap((voucher) => parsePluginCustom(voucher.target.custom) ?? []);
  return { target, found, sha256: sha256Of(target), customs, yank: { yanked: false } };
}

/** The version of a list that is to be installed, if any is. */
export function pickVersion(
  ranges: readonly string[],
  versions: readonly PluginVersion[],
  isOut: (publishedAt: string) => boolean,
): PluginVersion | undefined {
  const fitting = versions.filter(({ version }) => ranges.every((range) => isInRange(version, range)));
  if (ranges.some((range) => semver.valid(range) !== null)) {
    return fitting.find(({ version }) => ranges.includes(version)) ?? fitting[0];
  }
  const open = fitting.filter(({ yanked, publishedAt }) => !yanked && isOut(publishedAt));
  // Without a range: the highest release, or the highest pre-release where there is no release yet.
  const releases = open.filter(({ version }) => semver.prerelease(version) === null);
  return highest(ranges.length === 0 && releases.length > 0 ? releases : open);
}

/** `1.0.0+build.5` is a version of its own in an index, although ranges do not look at what follows the plus. */
export function isInRange(version: string, range: string): boolean {
  const exact = semver.valid(range);
  if (exact !== null) return version === range || version === exact;
  return semver.satisfies(version, range);
}

function highest(versions: readonly PluginVersion[]): PluginVersion | undefined {
  return versions.toSorted((a, b) => semver.compareBuild(b.version, a.version))[0];
}

async function resolveVersion(
  listed: PluginVersion,
  { name, source }: { name: string; source: PluginSource },
): Promise<ResolvedPlugin> {
  const resolved = await resolvePath(listed.target, source);
  // The targets entry alone decides; an index that says otherwise is refused rather than believed.
  if (resolved.sha256 === listed.sha256 && resolved.target.length === listed.length) {
    const { version, yanked, yankedReason } = listed;
    const yank = { yanked, ...(yankedReason !== undefined && { yankedReason }) };
    return { ...resolved, listed: { name, version }, yank };
  }
  throw new VaultError(
    'ERR_INDEX_MISMATCH',
    `the index of ${name} disagrees with the signed target ${listed.target}`,
    {
      facts: { name, version: listed.version, target: listed.target },
    },
  );
}

function sha256Of({ hashes, path }: TrustedTarget): string {
  const digest = hashes.get('sha256');
  if (digest !== undefined) return digest;
  throw new VaultError('ERR_TUF_METADATA_INVALID', `target has no SHA-256 digest: ${path}`, {
    facts: { path },
  });
}

function noVersion({ name, ranges }: Wanted, listed: readonly PluginVersion[]): VaultError {
  const range = ranges.join(', ');
  return notFound(`no version of ${name} ${range === '' ? 'is published' : `satisfies ${range}`}`, {
    name,
    ...(range !== '' && { range }),
    ...(listed.length > 0 && { published: listed.map(({ version }) => version).join(', ') }),
  });
}

function notFound(message: string, facts: Readonly<Record<string, string>>): VaultError {
  return new VaultError('ERR_TARGET_NOT_FOUND', message, { facts });
}
