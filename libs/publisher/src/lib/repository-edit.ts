import { setTimeout as sleep } from 'node:timers/promises';
import { VaultError } from '@ragnos-vault/errors';
import { loadRepository, openLiveRepository } from '@ragnos-vault/metadata';
import type {
  LiveRepository,
  RepositoryState,
  RepositoryStore,
  SignedRole,
  Targets,
  TargetsContent,
  TopLevelRole,
} from '@ragnos-vault/metadata';
import type { Signer } from '@ragnos-vault/crypto';
import { commitEdit } from './commit-edit.ts';
import type { VaultConfig } from './parse-vault-config.ts';
import { submitEdit, type Submit } from './submit-edit.ts';
import { versionsOf } from './versions-of.ts';

/** What a command changes. Snapshot and timestamp follow from it. */
export interface RepositoryEdit {
  /** New content of `targets` and delegated roles; the same content again only signs it anew. */
  readonly roles: ReadonlyMap<string, TargetsContent>;
  /** Roles that were signed elsewhere. */
  readonly signed?: ReadonlyMap<string, SignedRole<Targets>>;
  /** New targets, by their path below the repository. */
  readonly files?: ReadonlyMap<string, Uint8Array>;
  /** Target paths whose bytes a client must get from the staged repository. */
  readonly check?: readonly string[];
  /** Sign the timestamp alone. */
  readonly keepSnapshot?: boolean;
}

export interface EditInput<T> {
  readonly config: VaultConfig;
  /** The vault's own root.json: where its publisher's trust starts. */
  readonly trustedRoot: Uint8Array;
  readonly now: Date;
  /** Decides on the live state; asked again after every lost race. No edit: nothing has to change. */
  readonly plan: (
    repository: LiveRepository,
  ) => Promise<{ readonly edit?: RepositoryEdit; readonly result: T }>;
}

export interface EditPorts {
  readonly store: RepositoryStore;
  /** Opens a role's keys (`targets`, `vendor-acme` ...), as many of them as are at hand. */
  readonly openSigners: (role: string) => Promise<readonly Signer[]>;
  /** Takes the edit in place of a commit, signed with the keys at hand, for somebody else to accept. */
  readonly submit?: Submit;
  readonly onEvent?: (event: EditEvent) => void;
}

export type EditEvent =
  | { readonly type: 'signed'; readonly role: string; readonly version: number }
  | { readonly type: 'verified' }
  | { readonly type: 'committed'; readonly version: number };

export interface EditOutcome<T> {
  readonly result: T;
  readonly isCommitted: boolean;
  /** The versions now live. */
  readonly versions: Readonly<Record<TopLevelRole, number>>;
}

/** How often a lost race is run again before the publisher is told to come back. */
const MAX_ATTEMPTS = 20;
/** Publishers who lost once take turns: most never race, and one whose keys open slowly makes nobody wait. */
const ATTEMPTS_OUT_OF_TURN = 1;

/**
 * Changes a repository in one commit, or not at all: the swap of timestamp.json is the commit, and before it our own
 * client has walked the new state from the one now live. A lost race plans again on the winner's state.
 *
 * @throws what `plan`, `loadRepository` and `commitEdit` throw; ERR_PUBLISH_CONFLICT; ERR_LOCKED.
 */
export async function editRepository<T>(input: EditInput<T>, ports: EditPorts): Promise<EditOutcome<T>> {
  const remembering = rememberSigners(ports);
  if (ports.submit !== undefined) return submitEdit(input, { ...remembering, submit: ports.submit });
  for (let attempt = 0; attempt < ATTEMPTS_OUT_OF_TURN; attempt += 1) {
    const outcome = await tryEdit({ ...input, attempt }, remembering);
    if (outcome !== undefined) return outcome;
  }
  const { store } = ports;
  const retry = () => retryEdit(input, remembering);
  return store.inTurn === undefined ? retry() : store.inTurn(retry);
}

async function retryEdit<T>(input: EditInput<T>, ports: EditPorts): Promise<EditOutcome<T>> {
  for (let attempt = ATTEMPTS_OUT_OF_TURN; attempt < MAX_ATTEMPTS; attempt += 1) {
    if (ports.store.inTurn === undefined) await pauseAfter(attempt);
    const outcome = await tryEdit({ ...input, attempt }, ports);
    if (outcome !== undefined) return outcome;
  }
  throw new VaultError('ERR_PUBLISH_CONFLICT', `lost the race for the timestamp ${MAX_ATTEMPTS} times`, {
    facts: { attempts: MAX_ATTEMPTS },
  });
}

/** `undefined` where the race was lost. */
async function tryEdit<T>(
  input: EditInput<T> & { readonly attempt: number },
  ports: EditPorts,
): Promise<EditOutcome<T> | undefined> {
  const state = await loadRepository(ports.store, input.trustedRoot);
  const repository = openLiveRepository(state, ports.store);
  const { edit = pendingEdit(state), result } = await input.plan(repository);
  if (edit === undefined) return { result, isCommitted: false, versions: versionsOf(state) };
  const committed = await commitEdit({ ...input, repository, edit }, ports);
  return committed && { result, isCommitted: true, versions: { ...versionsOf(state), ...committed } };
}

const LONGEST_PAUSE_MS = 2_000;

/** Where a store knows no turns, chance parts those who would go on meeting each other. */
async function pauseAfter(attempt: number): Promise<void> {
  await sleep(Math.random() * Math.min(LONGEST_PAUSE_MS, 10 * 2 ** attempt));
}

/** The last step of a root's publication that was cut short: any commit under the new root finishes it. */
function pendingEdit({ root, timestamp }: RepositoryState): RepositoryEdit | undefined {
  const isPending = (timestamp.signed.rootVersion ?? 1) < root.signed.version;
  return isPending ? { roles: new Map(), keepSnapshot: true } : undefined;
}

/** A retry asks for no passphrase again. */
export function rememberSigners(ports: EditPorts): EditPorts {
  const opened = new Map<string, Promise<readonly Signer[]>>();
  return {
    ...ports,
    openSigners: (role) => {
      const signers = opened.get(role) ?? ports.openSigners(role);
      opened.set(role, signers);
      return signers;
    },
  };
}
