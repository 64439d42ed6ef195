import { VaultError } from '@ragnos-vault/errors';
import {
  encodeSnapshot,
  encodeTargets,
  encodeTimestamp,
  metadataPath,
  planRelease,
  TIMESTAMP_PATH,
} from '@ragnos-vault/metadata';
import type {
  LiveRepository,
  ReleasePlan,
  RepositoryStore,
  Root,
  TargetsContent,
  TopLevelRole,
} from '@ragnos-vault/metadata';
import { createTargets } from './create-targets.ts';
import { inParallel } from './in-parallel.ts';
import { roleConfig, type VaultConfig } from './parse-vault-config.ts';
import { pinTargets } from './pin-targets.ts';
import type { EditPorts, RepositoryEdit } from './repository-edit.ts';
import { signWithKeys, trustAfter } from './sign-edit.ts';
import { verifyStaged } from './verify-staged.ts';

/** Versions of the roles that were committed. */
export type Committed = Partial<Record<TopLevelRole, number>>;

export interface CommitInput {
  readonly config: VaultConfig;
  readonly trustedRoot: Uint8Array;
  readonly now: Date;
  readonly repository: LiveRepository;
  readonly edit: RepositoryEdit;
  /** How many races were lost before; from the first on, versions skip what others have stored. */
  readonly attempt: number;
  /** The root that is about to follow: its keys must sign, too. */
  readonly nextRoot?: Root;
  /** Chooses versions where the live ones are a thief's. */
  readonly versionOf?: (role: string, live: number) => number;
}

/**
 * Signs, verifies, stores and commits an edit. `undefined` when somebody else committed first, or holds one of the
 * version numbers: what was stored by then is referenced by nothing.
 *
 * @throws ERR_SIGNER_UNAVAILABLE, what `verifyStaged` and `createTargets` throw, and what the store throws.
 */
export async function commitEdit(input: CommitInput, ports: EditPorts): Promise<Committed | undefined> {
  const { edit, repository } = input;
  const plan = planRelease(repository.state, {
    roles: edit.roles,
    signedElsewhere: new Map([...(edit.signed ?? [])].map(([role, { signed }]) => [role, signed.version])),
    expiresOf: (role) => new Date(input.now.getTime() + roleConfig(input.config, role).expires),
    versionOf: input.versionOf ?? (await versionChooser(input, ports.store)),
    keepSnapshot: edit.keepSnapshot === true,
  });
  const { metadata, timestamp } = await signPlan(plan, input, ports);
  const files = edit.files ?? new Map<string, Uint8Array>();
  const staged = new Map([...files, ...metadata, [TIMESTAMP_PATH, timestamp.bytes]]);
  const signed = [...(edit.signed ?? new Map<string, never>()).values()].map((role) => role.signed);
  const walk = [...edit.roles.values(), ...signed].flatMap(firstPath);
  await verifyStaged(
    { ...input, state: repository.state, staged, check: edit.check ?? [], walk },
    ports.store,
  );
  ports.onEvent?.({ type: 'verified' });
  const created = await createTargets(files, ports.store);
  try {
    await inParallel([...metadata], ([path, bytes]) => ports.store.create(path, bytes));
    await created.keep();
    await swapTimestamp(timestamp.bytes, repository.state.timestampEtag, ports.store);
  } catch (error) {
    if (isLostRace(error)) return undefined;
    throw error;
  }
  await created.restore();
  ports.onEvent?.({ type: 'committed', version: timestamp.version });
  return committedVersions(plan, input, timestamp.version);
}

interface SignedPlan {
  /** By path below the repository. */
  readonly metadata: ReadonlyMap<string, Uint8Array>;
  readonly timestamp: { readonly version: number; readonly bytes: Uint8Array };
}

async function signPlan(plan: ReleasePlan, input: CommitInput, ports: EditPorts): Promise<SignedPlan> {
  const sign = async (role: string, version: number, signed: ReturnType<typeof encodeTargets>) =>
    signWithKeys({ role, version, signed, trust: await trustAfter(role, input) }, ports);
  const metadata = new Map<string, Uint8Array>();
  for (const [role, { signed, bytes }] of input.edit.signed ?? [])
    metadata.set(metadataPath(role, signed.version), bytes);
  await inParallel([...plan.targets], async ([role, targets]) => {
    metadata.set(
      metadataPath(role, targets.version),
      await sign(role, targets.version, encodeTargets(targets)),
    );
  });
  let snapshot = input.repository.state.snapshot.bytes;
  if (plan.snapshot !== undefined) {
    const { version } = plan.snapshot;
    const pinned = pinTargets(plan.snapshot, metadata, input.repository.state);
    snapshot = await sign('snapshot', version, encodeSnapshot(pinned));
    metadata.set(metadataPath('snapshot', version), snapshot);
  }
  const timestamp = plan.toTimestamp(snapshot);
  const { version } = timestamp;
  return {
    metadata,
    timestamp: { version, bytes: await sign('timestamp', version, encodeTimestamp(timestamp)) },
  };
}

/** After a lost race the numbers that are taken are looked up, however many there are. */
async function versionChooser(
  { attempt, edit, repository }: CommitInput,
  store: RepositoryStore,
): Promise<(role: string, live: number) => number> {
  const free = new Map<string, number>();
  if (attempt > 0) {
    const { meta } = repository.state.snapshot.signed;
    const live = [...edit.roles.keys()].map((role) => [role, meta.get(role)?.version ?? 0] as const);
    const all = [...live, ['snapshot', repository.state.snapshot.signed.version] as const];
    await inParallel(all, async ([role, version]) => {
      free.set(role, await firstFreeVersion(role, version + 1, store));
    });
  }
  return (role, live) => free.get(role) ?? live + 1;
}

/** The first version of a role, from `version` on, that nothing is stored under. */
export async function firstFreeVersion(
  role: string,
  version: number,
  store: RepositoryStore,
): Promise<number> {
  let free = version;
  while ((await store.read(metadataPath(role, free))) !== undefined) free += 1;
  return free;
}

/** The commit. An answer that was lost on the way is settled by reading back what the store now holds. */
export async function swapTimestamp(bytes: Uint8Array, etag: string, store: RepositoryStore): Promise<void> {
  try {
    await store.replace(TIMESTAMP_PATH, bytes, etag);
  } catch (error) {
    const now = await store.read(TIMESTAMP_PATH);
    if (now === undefined || Buffer.compare(now.bytes, bytes) !== 0) throw error;
  }
}

function committedVersions(plan: ReleasePlan, { edit }: CommitInput, timestamp: number): Committed {
  const targets = plan.targets.get('targets')?.version ?? edit.signed?.get('targets')?.signed.version;
  return {
    ...(targets !== undefined && { targets }),
    ...(plan.snapshot !== undefined && { snapshot: plan.snapshot.version }),
    timestamp,
  };
}

/** One path of a role is enough to have a client load and prove it. */
function firstPath({ targets }: TargetsContent): readonly string[] {
  return [...targets.keys()].slice(0, 1);
}

function isLostRace(error: unknown): boolean {
  return (
    error instanceof VaultError && (error.code === 'ERR_STORE_CHANGED' || error.code === 'ERR_STORE_EXISTS')
  );
}
