import { VaultError } from '@ragnos-vault/errors';
import { parsePluginCustom, parsePluginIndex, pluginIndexPath, toPluginId } from '@ragnos-vault/metadata';
import type {
  PluginCustom,
  PluginIndex,
  PluginVersion,
  TrustedClient,
  TrustedTarget,
} from '@ragnos-vault/metadata';
import semver from 'semver';
import type { PluginSpec } from './parse-plugin-spec.ts';

/** A spec, narrowed to one archive that trusted metadata names. */
export interface ResolvedPlugin {
  readonly target: TrustedTarget;
  /** In hex. */
  readonly sha256: string;
  /** What the signed target says of the plugin; missing where another TUF tool published it. */
  readonly custom?: PluginCustom;
  /** What the plugin's index says of it, where it was found by name. */
  readonly listed?: { readonly name: string; readonly version: string; readonly manifest?: never };
  readonly yanked: boolean;
}

/**
 * Finds the archive that a spec means: the highest version in range that was not yanked, or exactly the target path.
 *
 * @throws ERR_TARGET_NOT_FOUND, ERR_INDEX_MISMATCH, and the errors of the client.
 */
export async function resolvePlugin(spec: PluginSpec, client: TrustedClient): Promise<ResolvedPlugin> {
  if (spec.kind === 'path') return resolvePath(spec.path, client);
  const index = await readIndex(spec.name, client);
  // `hello.tgz` is a name as well as a target path of a repository that has no folders.
  if (index === undefined && spec.range === undefined && (await client.findTarget(spec.name)) !== undefined) {
    return resolvePath(spec.name, client);
  }
  return resolveVersion(pickVersion(spec, index), { name: spec.name, client });
}

async function resolvePath(path: string, client: TrustedClient): Promise<ResolvedPlugin> {
  const target = await client.findTarget(path);
  if (target === undefined) throw notFound(`no trusted metadata names ${path}`, { path });
  const custom = parsePluginCustom(target.custom);
  return { target, sha256: sha256Of(target), yanked: false, ...(custom !== undefined && { custom }) };
}

async function readIndex(name: string, client: TrustedClient): Promise<PluginIndex | undefined> {
  const target = await client.findTarget(pluginIndexPath(toPluginId(name)));
  if (target === undefined) return undefined;
  const index = parsePluginIndex(await client.downloadBytes(target));
  if (index.name === name) return index;
  throw new VaultError('ERR_INDEX_MISMATCH', `the index of ${name} calls itself ${index.name}`, {
    facts: { name, found: index.name },
  });
}

function pickVersion(spec: { name: string; range?: string }, index: PluginIndex | undefined): PluginVersion {
  const { name, range } = spec;
  const versions = index?.versions ?? [];
  // `1.0.0+build.5` is a version of its own in an index, although ranges do not look at what follows the plus.
  const literal = versions.find(({ version }) => version === range)?.version;
  const exact = literal ?? (range === undefined ? null : semver.valid(range));
  const picked = versions.find(({ version }) => version === (exact ?? highest(range, versions)));
  if (picked !== undefined) return picked;
  throw notFound(`no version of ${name} ${range === undefined ? 'is published' : `satisfies ${range}`}`, {
    name,
    ...(range !== undefined && { range }),
    ...(versions.length > 0 && { published: versions.map(({ version }) => version).join(', ') }),
  });
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
  { name, client }: { name: string; client: TrustedClient },
): Promise<ResolvedPlugin> {
  const resolved = await resolvePath(listed.target, client);
  // The targets entry alone decides; an index that says otherwise is refused rather than believed.
  if (resolved.sha256 === listed.sha256 && resolved.target.length === listed.length) {
    return { ...resolved, listed: { name, version: listed.version }, yanked: listed.yanked };
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

function notFound(message: string, facts: Readonly<Record<string, string>>): VaultError {
  return new VaultError('ERR_TARGET_NOT_FOUND', message, { facts });
}
