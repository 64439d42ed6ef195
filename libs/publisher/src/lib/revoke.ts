import { VaultError } from '@ragnos-vault/errors';
import {
  encodeRevocations,
  NO_REVOCATIONS,
  parseRevocations,
  REVOCATIONS_PATH,
  storedTargetPath,
  withRevocation,
} from '@ragnos-vault/metadata';
import type {
  LiveRepository,
  RepositoryStore,
  Revocation,
  RevocationList,
  TopLevelRole,
} from '@ragnos-vault/metadata';
import { parseReason, parseRevocationSubject, type RevocationSubject } from './parse-plugin-version.ts';
import type { VaultConfig } from './parse-vault-config.ts';
import { findPublishedVersion } from './published-version.ts';
import { readTarget } from './read-target.ts';
import { editRepository, type EditPorts, type RepositoryEdit } from './repository-edit.ts';
import { openRoleEdits } from './role-edits.ts';
import { toTargetFile } from './target-file.ts';

export interface RevokeInput {
  /** `NAME@VERSION`, or `sha256:HEX` of the archive. */
  readonly plugin: string;
  /** Lifts a revocation that was wrong. */
  readonly undo?: boolean;
  /** Shown to whoever is refused; not for `undo`. */
  readonly reason?: string;
  readonly config: VaultConfig;
  /** The vault's own root.json: where its publisher's trust starts. */
  readonly trustedRoot: Uint8Array;
  readonly now: Date;
}

export interface RevokeReport {
  readonly status: 'revoked' | 'unrevoked' | 'unchanged';
  /** The entries that were added, changed, lifted, or are as was asked for; none where there was nothing to lift. */
  readonly revocations: readonly Revocation[];
  /** The versions now live. */
  readonly versions: Readonly<Record<TopLevelRole, number>>;
}

/**
 * Withdraws an archive for good: no consumer who knows of it installs it or goes back to it. The list is a target of the
 * role `targets`, so that the operator needs no vendor's key. What is so already is left as it is; to revoke again with
 * another reason changes the reason.
 *
 * @throws ERR_USAGE, ERR_TUF_METADATA_INVALID for a list that cannot be read or is full, what `findPublishedVersion` and
 * `editRepository` throw.
 */
export async function revoke(input: RevokeInput, ports: EditPorts): Promise<RevokeReport> {
  const change = changeOf(input, ports.store);
  const plan = async (repository: LiveRepository): Promise<Plan> => {
    const list = await readRevocations(repository, ports.store);
    const { status, revocations, changed } = await change(list, repository);
    const result = { status, revocations };
    return changed === undefined ? { result } : { edit: editOf(repository, changed), result };
  };
  const { result, versions } = await editRepository({ ...input, plan }, ports);
  return { ...result, versions };
}

interface Plan {
  readonly edit?: RepositoryEdit;
  readonly result: Omit<RevokeReport, 'versions'>;
}

interface Change extends Omit<RevokeReport, 'versions'> {
  /** The list as it is to be; absent where it is so already. */
  readonly changed?: RevocationList;
}

type PlanChange = (list: RevocationList, repository: LiveRepository) => Promise<Change>;

function changeOf({ plugin, undo, reason, now }: RevokeInput, store: RepositoryStore): PlanChange {
  const subject = parseRevocationSubject(plugin);
  if ((undo === true) === (reason !== undefined)) {
    const message =
      undo === true ? 'a reason is for revoking, not for lifting' : 'a revocation needs a reason';
    throw new VaultError('ERR_USAGE', message);
  }
  if (reason === undefined) return (list) => Promise.resolve(lift(list, subject));
  const said = parseReason(reason);
  return async (list, repository) => {
    const identity = await identify(subject, repository, store);
    return add(list, { ...identity, reason: said, revokedAt: wholeSeconds(now) });
  };
}

function add(list: RevocationList, wanted: Revocation): Change {
  const known = list.revocations.find(({ sha256 }) => sha256 === wanted.sha256);
  if (known?.reason === wanted.reason) return { status: 'unchanged', revocations: [known] };
  const entry = { ...wanted, ...known, reason: wanted.reason };
  return { status: 'revoked', revocations: [entry], changed: withRevocation(list, entry) };
}

/** By what the list itself says: the index of the plugin may be gone by now. */
function lift(list: RevocationList, subject: RevocationSubject): Change {
  const isMeant = ({ sha256, name, version }: Revocation): boolean =>
    'sha256' in subject ? sha256 === subject.sha256 : name === subject.name && version === subject.version;
  const lifted = list.revocations.filter(isMeant);
  if (lifted.length === 0) return { status: 'unchanged', revocations: [] };
  const revocations = list.revocations.filter((entry) => !isMeant(entry));
  return { status: 'unrevoked', revocations: lifted, changed: { ...list, revocations } };
}

/** The signed entry of the archive decides its digest; an index that says otherwise is refused. */
async function identify(
  subject: RevocationSubject,
  repository: LiveRepository,
  store: RepositoryStore,
): Promise<Pick<Revocation, 'sha256' | 'name' | 'version'>> {
  if ('sha256' in subject) return subject;
  const { find } = openRoleEdits(repository);
  const { listed } = await findPublishedVersion(subject, find, store);
  const sha256 = (await find(listed.target))?.hashes.get('sha256');
  if (sha256 !== undefined && sha256 === listed.sha256) return { sha256, ...subject };
  throw new VaultError(
    'ERR_INDEX_MISMATCH',
    `the index of ${subject.name} disagrees with the signed target ${listed.target}; revoke it as sha256:HEX`,
    { facts: { ...subject, target: listed.target } },
  );
}

/** The live list of revocations; empty where there is none. @throws what `readTarget` and `parseRevocations` throw. */
export async function readRevocations(
  { state }: LiveRepository,
  store: RepositoryStore,
): Promise<RevocationList> {
  const target = state.targets.signed.targets.get(REVOCATIONS_PATH);
  if (target === undefined) return NO_REVOCATIONS;
  return parseRevocations(await readTarget(store, REVOCATIONS_PATH, target));
}

/** Always in `targets` itself, whatever it delegates. */
function editOf({ state }: LiveRepository, list: RevocationList): RepositoryEdit {
  const bytes = encodeRevocations(list);
  const target = toTargetFile(bytes);
  const content = state.targets.signed;
  const targets = new Map(content.targets).set(REVOCATIONS_PATH, target);
  return {
    roles: new Map([['targets', { ...content, targets }]]),
    files: new Map([[storedTargetPath(REVOCATIONS_PATH, target), bytes]]),
    check: [REVOCATIONS_PATH],
  };
}

function wholeSeconds(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000);
}
