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
import type { PluginSpec } from './parse-plugin-spec.ts';
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

/**
 * Finds the archive that a spec means: the highest version in range that was not yanked and is old enough for the policy, or
 * exactly the version or target path.
 *
 * @throws ERR_TARGET_NOT_FOUND, ERR_INDEX_MISMATCH, ERR_RELEASE_TOO_YOUNG, and the errors of the source.
 */
export async function resolvePlugin(
  spec: PluginSpec,
  source: PluginSource,
  age: ReleaseAge,
): Promise<ResolvedPlugin> {
  const resolved = await resolve(spec, source, age);
  assertOldEnough(resolved, age);
  return resolved;
}

async function resolve(spec: PluginSpec, source: PluginSource, age: ReleaseAge): Promise<ResolvedPlugin> {
  if (spec.kind === 'path') return resolvePath(spec.path, source);
  const listed: PluginVersion[] = [];
  for await (const versions of source.listVersions(spec.name)) {
    const picked = pickVersion(spec.range, versions, (publishedAt) =>
      isOldEnough(spec.name, publishedAt, age),
    );
    if (picked !== undefined) return resolveVersion(picked, { name: spec.name, source });
    listed.push(...versions);
  }
  // `hello.tgz` is a name as well as a target path of a repository that has no folders.
  const isPath = listed.length === 0 && spec.range === undefined;
  const found = isPath ? await source.findTarget(spec.name) : undefined;
  if (found === undefined) {
    const young = pickVersion(spec.range, listed, () => true);
    throw young === undefined ? noVersion(spec, listed) : tooYoung({ ...young, name: spec.name }, age);
  }
  return toResolved(found);
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

function pickVersion(
  range: string | undefined,
  versions: readonly PluginVersion[],
  isOut: (publishedAt: string) => boolean,
): PluginVersion | undefined {
  // `1.0.0+build.5` is a version of its own in an index, although ranges do not look at what follows the plus.
  const literal = versions.find(({ version }) => version === range)?.version;
  const exact = literal ?? (range === undefined ? null : semver.valid(range));
  const out = versions.filter(({ publishedAt }) => isOut(publishedAt));
  const picked = exact ?? highest(range, out);
  return versions.find(({ version }) => version === picked);
}

/** Without a range: the highest release, or the highest pre-release where there is no release yet. */
function highest(range: string | undefined, versions: readonly PluginVersion[]): string | null {
  const open = versions.filter(({ yanked }) => !yanked).map(({ version }) => version);
  const inRange = semver.maxSatisfying(open, range ?? '*');
  return (
    inRange ?? (range === undefined ? semver.maxSatisfying(open, '*', { includePrerelease: true }) : null)
  );
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

function noVersion(
  { name, range }: { name: string; range?: string },
  listed: readonly PluginVersion[],
): VaultError {
  return notFound(`no version of ${name} ${range === undefined ? 'is published' : `satisfies ${range}`}`, {
    name,
    ...(range !== undefined && { range }),
    ...(listed.length > 0 && { published: listed.map(({ version }) => version).join(', ') }),
  });
}

function notFound(message: string, facts: Readonly<Record<string, string>>): VaultError {
  return new VaultError('ERR_TARGET_NOT_FOUND', message, { facts });
}
