import { sha256Hex } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import { loadRepository, parseRoot } from '@ragnos-vault/metadata';
import type { Root, SignedRole, TopLevelRole } from '@ragnos-vault/metadata';
import type { VaultConfig } from './parse-vault-config.ts';
import { rememberSigners, type EditEvent, type EditPorts } from './repository-edit.ts';
import type { OnlineRole } from './root-resign.ts';
import { rehearsalStore } from './root-rehearsal.ts';
import { nextStep, takeStep, type RootStep } from './root-steps.ts';
import { versionsOf } from './versions-of.ts';

export interface PublishRootInput {
  readonly config: VaultConfig;
  /** The vault's own root.json: where its publisher's trust starts. */
  readonly trustedRoot: Uint8Array;
  readonly now: Date;
  /** The signed draft of the next root. */
  readonly draft: Uint8Array;
  /** The old keys of a role are lost or in other hands: nothing is signed with them any more. */
  readonly lost?: boolean;
  /** Targets that were signed elsewhere by the old and the new keys, where these are not at hand. */
  readonly targets?: Uint8Array;
}

export type RootEvent =
  | EditEvent
  | { readonly type: 'root-step'; readonly step: RootStep }
  /** Clients can refresh again once the last step is done. */
  | { readonly type: 'root-gap'; readonly roles: readonly OnlineRole[] };

export interface PublishRootPorts extends Pick<EditPorts, 'store' | 'openSigners'> {
  readonly onEvent?: (event: RootEvent) => void;
}

export interface PublishRootReport {
  /** `unchanged`: this root was published before, to the last step. */
  readonly status: 'published' | 'unchanged';
  readonly version: number;
  /** Of the live root's file, in hex. */
  readonly sha256: string;
  /** What was left to do. */
  readonly steps: readonly RootStep[];
  /** Roles whose live metadata clients refused between the second and the third step. */
  readonly gap: readonly OnlineRole[];
  readonly versions: Readonly<Record<TopLevelRole, number>>;
}

/** A publication with its draft read. */
export interface RootPublication extends PublishRootInput {
  readonly next: SignedRole<Root>;
}

/** How often steps may be taken, lost races among them. */
const MAX_STEPS = 30;

/**
 * Publishes the next root in three steps: top-level metadata signed by the old and the new keys of every role that changes;
 * N+1.root.json; and timestamp.json again under the new root, so that a publisher who still holds the old one loses its
 * swap. Every step looks at the store first, so that a run that was cut short is finished by the next one.
 *
 * All of it is rehearsed first, in memory and with the real keys, because the second step cannot be taken back.
 *
 * @throws ERR_ROOT_EXISTS where another root has this version; ERR_DRAFT_STALE, ERR_DRAFT_INCOMPLETE, ERR_TUF_EXPIRED,
 * ERR_USAGE for a root that must not follow; ERR_SIGNER_UNAVAILABLE; what `loadRepository` and `commitEdit` throw. Nothing
 * was written then, unless a step before was done. ERR_PUBLISH_CONFLICT
 */
export async function publishRoot(
  input: PublishRootInput,
  ports: PublishRootPorts,
): Promise<PublishRootReport> {
  const publication = { ...input, next: parseRoot(input.draft) };
  const { store } = ports;
  const { openSigners } = rememberSigners({ store, openSigners: ports.openSigners });
  await runSteps(publication, { store: rehearsalStore(store), openSigners });
  return runSteps(publication, { ...ports, openSigners });
}

async function runSteps(publication: RootPublication, ports: PublishRootPorts): Promise<PublishRootReport> {
  const steps: RootStep[] = [];
  let gap: readonly OnlineRole[] = [];
  for (let attempt = 0; attempt < MAX_STEPS; attempt += 1) {
    const planned = await nextStep(publication, ports.store);
    if (planned === undefined) return report(publication, { steps, gap }, ports);
    if (planned.gap.length > 0 && gap.length === 0) {
      ({ gap } = planned);
      ports.onEvent?.({ type: 'root-gap', roles: gap });
    }
    if (!(await takeStep(planned, { ...publication, attempt }, ports))) continue;
    steps.push(planned.step);
    ports.onEvent?.({ type: 'root-step', step: planned.step });
  }
  throw new VaultError('ERR_PUBLISH_CONFLICT', `the root is not published after ${MAX_STEPS} attempts`, {
    facts: { attempts: MAX_STEPS },
  });
}

async function report(
  { trustedRoot }: RootPublication,
  done: Pick<PublishRootReport, 'steps' | 'gap'>,
  { store }: PublishRootPorts,
): Promise<PublishRootReport> {
  const state = await loadRepository(store, trustedRoot);
  return {
    status: done.steps.length > 0 ? 'published' : 'unchanged',
    version: state.root.signed.version,
    sha256: sha256Hex(state.root.bytes),
    ...done,
    versions: versionsOf(state),
  };
}
