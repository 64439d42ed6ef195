import { packFiles } from '@ragnos-vault/archive';
import type { ArchiveLimits, FileMember } from '@ragnos-vault/archive';
import { vendorOf } from '@ragnos-vault/metadata';
import type { SignedRole, Targets } from '@ragnos-vault/metadata';

/** The live state that a submission was made on. */
export interface SubmissionBase {
  readonly root: number;
  readonly snapshot: number;
  /** The version that each role of the submission replaces; 0 where it was never published. */
  readonly roles: ReadonlyMap<string, number>;
}

/**
 * What one signer wants published: roles of one vendor, `targets`, or both, as the exact bytes that are to be stored,
 * and the targets they add. Snapshot and timestamp are never in it: who holds those keys accepts it.
 */
export interface Submission {
  readonly base: SubmissionBase;
  /** Possibly signed by fewer keys than they need yet. */
  readonly roles: ReadonlyMap<string, SignedRole<Targets>>;
  /** By their path below the repository; every one is named, with this content, by a role above. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

export const SUBMISSION_SCHEMA_VERSION = 1;

const MIB = 1024 * 1024;

/** As for a plugin's archive, but it holds several of them; Node.js reads no larger file at once. */
export const SUBMISSION_LIMITS: ArchiveLimits = {
  maxMembers: 100_000,
  maxDepth: 32,
  maxPathLength: 512,
  maxMemberSize: 512 * MIB,
  maxTotalSize: 2047 * MIB,
  maxRatio: 200,
};

const utf8 = new TextEncoder();

/**
 * Packs a submission into one `.tgz`; the same submission is always the same bytes.
 *
 * @throws ERR_ARCHIVE_LIMIT where it is too large for one file
 */
export function encodeSubmission({ base, roles, files }: Submission): Uint8Array {
  const { root, snapshot } = base;
  const state = {
    schemaVersion: SUBMISSION_SCHEMA_VERSION,
    base: { root, snapshot, roles: Object.fromEntries(base.roles) },
  };
  const members = [
    toMember('submission.json', utf8.encode(`${JSON.stringify(state, undefined, 2)}\n`)),
    ...[...roles].map(([role, { bytes }]) => toMember(`metadata/${role}.json`, bytes)),
    ...[...files].map(([path, bytes]) => toMember(path, bytes)),
  ];
  return packFiles(members, SUBMISSION_LIMITS);
}

/** The vendors whose roles these are; none where they are those of `targets` alone. */
export function submittingVendors(roles: Iterable<string>): readonly string[] {
  return [...new Set([...roles].map(vendorOf).filter((vendor) => vendor !== undefined))];
}

function toMember(path: string, content: Uint8Array): FileMember {
  return { path, mode: 0o644, content };
}
