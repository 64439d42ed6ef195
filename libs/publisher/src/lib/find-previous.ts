import { collectFiles, DEFAULT_LIMITS } from '@ragnos-vault/archive';
import type { ArchiveLimits } from '@ragnos-vault/archive';
import { VaultError } from '@ragnos-vault/errors';
import { oneChunk, parsePluginIndex, pluginIndexPath, toPluginId } from '@ragnos-vault/metadata';
import type { LiveRepository, PluginVersion, RepositoryStore } from '@ragnos-vault/metadata';
import type { PreviousRelease, Scanner } from '@ragnos-vault/scanner';
import semver from 'semver';
import type { NamedVersion } from './parse-plugin-version.ts';
import { readTarget } from './read-target.ts';
import { readRevocations } from './revoke.ts';
import { openRoleEdits } from './role-edits.ts';

export interface PreviousInput {
  readonly repository: LiveRepository;
  readonly store: RepositoryStore;
  readonly limits: ArchiveLimits;
  readonly scanner: Scanner;
  /** The ids of the keys that have signed the role as it is live, where that is asked for. */
  readonly signers?: readonly string[];
}

/**
 * What the newest live version below a new one was: not yanked, not revoked, proven against its signed entry.
 * `undefined` where there is none. One that is listed and cannot be read is a refusal: nobody could tell what is new.
 *
 * @throws ERR_INDEX_MISMATCH, ERR_TARGET_NOT_FOUND, ERR_ARCHIVE_*, and what `readTarget` throws.
 */
export async function findPrevious(
  { name, version }: NamedVersion,
  input: PreviousInput,
): Promise<PreviousRelease | undefined> {
  const { repository, store, signers } = input;
  const { find } = openRoleEdits(repository);
  const indexPath = pluginIndexPath(toPluginId(name));
  const indexTarget = await find(indexPath);
  if (indexTarget === undefined) return undefined;
  const { versions } = parsePluginIndex(await readTarget(store, indexPath, indexTarget));
  const listed = newestBelow(version, versions, await revokedDigests(input));
  if (listed === undefined) return undefined;
  const target = await find(listed.target);
  if (target === undefined) throw unlisted(name, listed);
  if (target.hashes.get('sha256') !== listed.sha256) throw disagreeing(name, listed);
  const archive = await readTarget(store, listed.target, target);
  const { files } = await collectFiles(oneChunk(archive), lenient(input.limits));
  return input.scanner.summarise({ files, version: listed.version, ...(signers && { signers }) });
}

function newestBelow(
  version: string,
  versions: readonly PluginVersion[],
  revoked: ReadonlySet<string>,
): PluginVersion | undefined {
  return versions
    .filter((entry) => !entry.yanked && !revoked.has(entry.sha256) && semver.lt(entry.version, version))
    .toSorted((a, b) => semver.rcompare(a.version, b.version))[0];
}

async function revokedDigests({ repository, store }: PreviousInput): Promise<ReadonlySet<string>> {
  const { revocations } = await readRevocations(repository, store);
  return new Set(revocations.map(({ sha256 }) => sha256));
}

/** What was published under wider limits than those of today is still what was published. */
function lenient(limits: ArchiveLimits): ArchiveLimits {
  return {
    maxMembers: Math.max(limits.maxMembers, DEFAULT_LIMITS.maxMembers),
    maxDepth: Math.max(limits.maxDepth, DEFAULT_LIMITS.maxDepth),
    maxPathLength: Math.max(limits.maxPathLength, DEFAULT_LIMITS.maxPathLength),
    maxMemberSize: Math.max(limits.maxMemberSize, DEFAULT_LIMITS.maxMemberSize),
    maxTotalSize: Math.max(limits.maxTotalSize, DEFAULT_LIMITS.maxTotalSize),
    maxRatio: Math.max(limits.maxRatio, DEFAULT_LIMITS.maxRatio),
  };
}

function unlisted(name: string, { version, target }: PluginVersion): VaultError {
  return new VaultError(
    'ERR_TARGET_NOT_FOUND',
    `signed metadata does not name the previous version ${name}@${version}: ${target}`,
    { facts: { name, version, target } },
  );
}

function disagreeing(name: string, { version, target }: PluginVersion): VaultError {
  return new VaultError(
    'ERR_INDEX_MISMATCH',
    `the index of ${name} disagrees with the signed target ${target}`,
    { facts: { name, version, target } },
  );
}
