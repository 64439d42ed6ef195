import { collectFiles } from '@ragnos-vault/archive';
import type { FileMember } from '@ragnos-vault/archive';
import { parseJson } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import { assertMetaFile, oneChunk, parseTargets, storedTargetPath, vendorOf } from '@ragnos-vault/metadata';
import type { SignedRole, TargetFile, Targets } from '@ragnos-vault/metadata';
import { z } from 'zod';
import { SUBMISSION_LIMITS, SUBMISSION_SCHEMA_VERSION, submittingVendors } from './submission.ts';
import type { Submission, SubmissionBase } from './submission.ts';

const version = z.int().min(0);

const state = z.strictObject({
  schemaVersion: z.literal(SUBMISSION_SCHEMA_VERSION),
  base: z.strictObject({ root: version, snapshot: version, roles: z.record(z.string(), version) }),
});

/** Where our packer puts every file. */
const FOLDER = 'package';
const METADATA = /^metadata\/([^/]+)\.json$/;
const TARGET = /^targets\/./;

/**
 * Reads a submission as strictly as a plugin: nothing but the three kinds of file, roles of one vendor or of `targets`,
 * and each target exactly as a role in it names it. Who signed it is not looked at yet.
 *
 * @throws ERR_SUBMISSION_INVALID, ERR_ARCHIVE_*, ERR_TUF_METADATA_INVALID, ERR_TUF_LENGTH, ERR_TUF_HASH_MISMATCH
 */
export async function parseSubmission(bytes: Uint8Array): Promise<Submission> {
  const { files, commonFolder } = await collectFiles(oneChunk(bytes), SUBMISSION_LIMITS);
  if (commonFolder !== FOLDER) throw invalid('its files are not below package/');
  const byPath = new Map(files.map(({ path, content }) => [path, content]));
  const base = parseState(byPath.get('submission.json'));
  const roles = parseRoles(files);
  assertOneSigner(roles, base);
  const targets = files.filter(({ path }) => TARGET.test(path));
  const strange = files.find(
    ({ path }) => ![/^submission\.json$/, METADATA, TARGET].some((kind) => kind.test(path)),
  );
  if (strange !== undefined) throw invalid('it holds a file that has no place in it', strange.path);
  return { base, roles, files: provenFiles(targets, roles) };
}

function parseState(bytes: Uint8Array | undefined): SubmissionBase {
  if (bytes === undefined) throw invalid('it has no submission.json');
  const result = state.safeParse(parseStrictJson(bytes));
  if (!result.success) {
    const [issue] = result.error.issues;
    throw invalid(`submission.json: ${issue?.message ?? 'is not valid'}`, issue?.path.join('.'));
  }
  const { base } = result.data;
  return { ...base, roles: new Map(Object.entries(base.roles)) };
}

function parseStrictJson(bytes: Uint8Array): unknown {
  try {
    return parseJson(bytes);
  } catch (cause) {
    throw new VaultError('ERR_SUBMISSION_INVALID', 'submission.json is not strict JSON', { cause });
  }
}

function parseRoles(files: readonly FileMember[]): ReadonlyMap<string, SignedRole<Targets>> {
  const roles = new Map<string, SignedRole<Targets>>();
  for (const { path, content } of files) {
    const role = METADATA.exec(path)?.[1];
    if (role === undefined) continue;
    if (role !== 'targets' && vendorOf(role) === undefined)
      throw invalid('it holds a role that is neither targets nor of a vendor', role);
    roles.set(role, parseTargets(content));
  }
  return roles;
}

function assertOneSigner(roles: ReadonlyMap<string, unknown>, base: SubmissionBase): void {
  if (roles.size === 0) throw invalid('it holds no role');
  const vendors = submittingVendors(roles.keys());
  if (vendors.length > 1) throw invalid('it holds roles of several vendors', vendors.join(', '));
  const named = [...base.roles.keys()];
  if (named.length === roles.size && named.every((role) => roles.has(role))) return;
  throw invalid('submission.json names other roles than it holds', named.join(', '));
}

/** Keyed as they are stored; a file that no role names cannot come in, whatever its path. */
function provenFiles(
  files: readonly FileMember[],
  roles: ReadonlyMap<string, SignedRole<Targets>>,
): ReadonlyMap<string, Uint8Array> {
  const named = new Map<string, TargetFile>();
  for (const { signed } of roles.values()) {
    for (const [path, target] of signed.targets) named.set(storedTargetPath(path, target), target);
  }
  for (const { path, content } of files) {
    const target = named.get(path);
    if (target === undefined) throw invalid('it holds a file that none of its roles names', path);
    assertMetaFile(path, { length: target.length, hashes: Object.fromEntries(target.hashes) }, content);
  }
  return new Map(files.map(({ path, content }) => [path, content]));
}

function invalid(why: string, what?: string): VaultError {
  return new VaultError(
    'ERR_SUBMISSION_INVALID',
    `not a submission: ${why}${what === undefined ? '' : `: ${what}`}`,
    {
      facts: what === undefined ? {} : { found: what },
    },
  );
}
