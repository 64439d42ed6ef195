import { VaultError, type ErrorCode } from '@ragnos-vault/errors';
import type { TrustedClient } from '../client/trusted-client.ts';
import type { TrustedRoles } from '../client/trusted-roles.ts';
import type { Revocation } from '../plugin/parse-revocations.ts';
import { readRevocations } from '../plugin/read-revocations.ts';
import type { SourceEvent } from './plugin-source.ts';

/** A repository of a map as it is reached. */
export interface OpenRepository {
  /** Its address without credentials. */
  readonly repository: string;
  readonly client: TrustedClient;
}

/** A repository whose metadata was brought up to date. */
export interface Member extends OpenRepository {
  readonly name: string;
  readonly roles: TrustedRoles;
  readonly revocations: readonly Revocation[];
}

/** What a repository said, or why it does not count. */
export type Answer<T> =
  | { readonly name: string; readonly member: Member; readonly said: T }
  | { readonly name: string; readonly error: VaultError };

export interface Members {
  /** Asks one repository, which is refreshed before the first question. */
  ask<T>(name: string, question: (member: Member) => Promise<T>): Promise<Answer<T>>;
}

/**
 * The repositories of a map. Each is opened and refreshed once, when it is first asked; one that fails is reported and
 * answers with its error from then on.
 */
export function openMembers(
  open: (name: string) => Promise<OpenRepository>,
  onEvent: (event: SourceEvent) => void,
): Members {
  const reached = new Map<string, Promise<Answer<undefined>>>();
  const reach = (name: string): Promise<Answer<undefined>> => {
    const known = reached.get(name);
    const answer = known ?? answerOf(name, () => refresh(name, { open, onEvent }), onEvent);
    reached.set(name, answer);
    return answer;
  };
  return {
    async ask(name, question) {
      const first = await reach(name);
      if ('error' in first) return first;
      const { member } = first;
      return answerOf(name, async () => ({ member, said: await question(member) }), onEvent);
    },
  };
}

async function refresh(
  name: string,
  {
    open,
    onEvent,
  }: { open: (name: string) => Promise<OpenRepository>; onEvent: (event: SourceEvent) => void },
): Promise<{ member: Member; said: undefined }> {
  const opened = await open(name);
  const roles = await opened.client.refresh();
  onEvent({ type: 'refreshed', name, roles });
  const revocations = await readRevocations(opened.client, roles);
  return { member: { ...opened, name, roles, revocations }, said: undefined };
}

async function answerOf<T>(
  name: string,
  work: () => Promise<{ member: Member; said: T }>,
  onEvent: (event: SourceEvent) => void,
): Promise<Answer<T>> {
  try {
    return { name, ...(await work()) };
  } catch (error) {
    if (!isRepositoryFailure(error)) throw error;
    onEvent({ type: 'repository-failed', name, code: error.code, message: error.message });
    return { name, error };
  }
}

/** What is amiss on this machine, or with its user's wishes, whatever repository it was met with. */
const OWN: readonly ErrorCode[] = ['ERR_LOCKED', 'ERR_STOPPED'];

/**
 * Whether the repository is at fault, so that others may stand in for it. A defect of ours, a full disk or a wish to
 * stop is not its fault, and would be hidden.
 */
export function isRepositoryFailure(error: unknown): error is VaultError {
  if (!(error instanceof VaultError) || OWN.includes(error.code)) return false;
  // A folder that is not there is to a `file:` address what no connection is to another.
  return error.class === 'refused' || error.class === 'transient' || error.code === 'ERR_VAULT_NOT_FOUND';
}
