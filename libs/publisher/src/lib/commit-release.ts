import type { Signer } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import {
  encodeSnapshot,
  encodeTargets,
  encodeTimestamp,
  keysOf,
  metadataPath,
  planRelease,
  signRole,
  TIMESTAMP_PATH,
} from '@ragnos-vault/metadata';
import type {
  RepositoryState,
  RepositoryStore,
  Snapshot,
  Targets,
  Timestamp,
  TopLevelRole,
} from '@ragnos-vault/metadata';
import type { PublishPlan } from './plan-publish.ts';
import type { PublishInput, PublishPorts } from './publish.ts';
import { verifyStaged } from './verify-staged.ts';

export interface Committed {
  readonly targets: number;
  readonly snapshot: number;
  readonly timestamp: number;
}

interface CommitInput extends PublishInput {
  readonly state: RepositoryState;
  readonly plan: PublishPlan;
  /** How many races were lost before: the versions skip over what others have stored but not committed. */
  readonly attempt: number;
}

interface CommitPorts extends PublishPorts {
  /** Keys that this run has opened already, so that a retry asks for no passphrase again. */
  readonly signers: Map<TopLevelRole, readonly Signer[]>;
}

/**
 * Verifies, stores and commits one planned release. `undefined` when somebody else committed first, or holds one of
 * the version numbers: what was stored by then is referenced by nothing.
 *
 * @throws ERR_SIGNER_UNAVAILABLE for a key that the root does not name, and what `verifyStaged` throws.
 */
export async function commitRelease(input: CommitInput, ports: CommitPorts): Promise<Committed | undefined> {
  const { state, plan, attempt } = input;
  const release = planRelease(state, {
    edit: { add: plan.add, remove: [] },
    expires: {
      targets: expiry('targets', input),
      snapshot: expiry('snapshot', input),
      timestamp: expiry('timestamp', input),
    },
    leastVersions: {
      targets: state.targets.signed.version + 1 + attempt,
      snapshot: state.snapshot.signed.version + 1 + attempt,
    },
  });
  const targets = await sign(release.targets, { role: 'targets', encode: encodeTargets, state, ports });
  const snapshot = await sign(release.snapshot, { role: 'snapshot', encode: encodeSnapshot, state, ports });
  const timestampPlan = release.toTimestamp(snapshot);
  const timestamp = await sign(timestampPlan, { role: 'timestamp', encode: encodeTimestamp, state, ports });
  const metadata = new Map([
    [metadataPath('targets', release.targets.version), targets],
    [metadataPath('snapshot', release.snapshot.version), snapshot],
  ]);
  const staged = new Map([...plan.files, ...metadata, [TIMESTAMP_PATH, timestamp]]);
  await verifyStaged({ ...input, staged, paths: [...plan.add.keys()] }, ports.store);
  ports.onEvent?.({ type: 'verified' });
  for (const [path, bytes] of plan.files) await ports.store.create(path, bytes);
  try {
    for (const [path, bytes] of metadata) await ports.store.create(path, bytes);
    await swapTimestamp(timestamp, state.timestampEtag, ports.store);
  } catch (error) {
    if (isLostRace(error)) return undefined;
    throw error;
  }
  ports.onEvent?.({ type: 'committed', version: timestampPlan.version });
  return {
    targets: release.targets.version,
    snapshot: release.snapshot.version,
    timestamp: timestampPlan.version,
  };
}

interface SignInput<T> {
  readonly role: 'targets' | 'snapshot' | 'timestamp';
  readonly encode: (signed: T) => ReturnType<typeof encodeTargets>;
  readonly state: RepositoryState;
  readonly ports: CommitPorts;
}

async function sign<T extends Targets | Snapshot | Timestamp>(
  signed: T,
  input: SignInput<T>,
): Promise<Uint8Array> {
  const { role, encode, state, ports } = input;
  const signers = ports.signers.get(role) ?? (await ports.openSigners(role));
  ports.signers.set(role, signers);
  const { keyIds, threshold } = keysOf(state.root.signed, role);
  const trusted = signers.filter(({ keyId }) => keyIds.includes(keyId));
  if (trusted.length < threshold) {
    throw new VaultError(
      'ERR_SIGNER_UNAVAILABLE',
      `${role} needs ${threshold} of its keys, vault.yaml gives ${trusted.length}`,
      {
        facts: { role, threshold, available: trusted.length },
      },
    );
  }
  const bytes = await signRole(encode(signed), trusted);
  ports.onEvent?.({ type: 'signed', role, version: signed.version });
  return bytes;
}

/** The commit. An answer that was lost on the way is settled by reading back what the store now holds. */
async function swapTimestamp(bytes: Uint8Array, etag: string, store: RepositoryStore): Promise<void> {
  try {
    await store.replace(TIMESTAMP_PATH, bytes, etag);
  } catch (error) {
    const now = await store.read(TIMESTAMP_PATH);
    if (now === undefined || Buffer.compare(now.bytes, bytes) !== 0) throw error;
  }
}

function expiry(role: 'targets' | 'snapshot' | 'timestamp', { now, config }: PublishInput): Date {
  return new Date(now.getTime() + config.roles[role].expires);
}

function isLostRace(error: unknown): boolean {
  return (
    error instanceof VaultError && (error.code === 'ERR_STORE_CHANGED' || error.code === 'ERR_STORE_EXISTS')
  );
}
