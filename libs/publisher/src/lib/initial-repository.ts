import { sha256Hex } from '@ragnos-vault/crypto';
import type { Signer } from '@ragnos-vault/crypto';
import {
  encodeRoot,
  encodeSnapshot,
  encodeTargets,
  encodeTimestamp,
  metadataPath,
  signRole,
  TIMESTAMP_PATH,
} from '@ragnos-vault/metadata';
import type { Root, TopLevelRole } from '@ragnos-vault/metadata';

export interface InitialRepositoryInput {
  /** All signers of a role; the threshold of each role is their number. */
  readonly signers: ReadonlyMap<string, readonly Signer[]>;
  readonly expires: ReadonlyMap<TopLevelRole, Date>;
}

export interface InitialRepository {
  /** By path below the repository. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly root: Uint8Array;
  readonly rootSha256: string;
}

const ROLES: readonly TopLevelRole[] = ['root', 'targets', 'snapshot', 'timestamp'];

/** Signs version 1 of the four top-level roles, with no target yet. */
export async function initialRepository(input: InitialRepositoryInput): Promise<InitialRepository> {
  const of = (role: TopLevelRole): { signers: readonly Signer[]; expires: Date } => ({
    signers: input.signers.get(role) ?? [],
    expires: input.expires.get(role) ?? new Date(0),
  });
  const base = (role: TopLevelRole) => ({ version: 1, expires: of(role).expires, extra: {} });

  const root = await signRole(encodeRoot({ ...base('root'), ...trustOf(input) }), of('root').signers);
  const targets = await signRole(
    encodeTargets({ ...base('targets'), targets: new Map() }),
    of('targets').signers,
  );
  const snapshot = await signRole(
    encodeSnapshot({
      ...base('snapshot'),
      meta: new Map([['targets', { version: 1, hashes: hashesOf(targets) }]]),
    }),
    of('snapshot').signers,
  );
  const meta = { version: 1, length: snapshot.length, hashes: hashesOf(snapshot) };
  const timestamp = await signRole(
    encodeTimestamp({ ...base('timestamp'), snapshot: meta, rootVersion: 1 }),
    of('timestamp').signers,
  );
  const files = new Map([
    [metadataPath('root', 1), root],
    [metadataPath('targets', 1), targets],
    [metadataPath('snapshot', 1), snapshot],
    [TIMESTAMP_PATH, timestamp],
  ]);
  return { files, root, rootSha256: sha256Hex(root) };
}

function hashesOf(bytes: Uint8Array): ReadonlyMap<string, string> {
  return new Map([['sha256', sha256Hex(bytes)]]);
}

function trustOf({ signers }: InitialRepositoryInput): Pick<Root, 'keys' | 'roles' | 'consistentSnapshot'> {
  const all = [...signers.values()].flat();
  return {
    keys: new Map(all.map((signer) => [signer.keyId, signer.publicKey])),
    roles: new Map(
      ROLES.map((role) => {
        const keyIds = (signers.get(role) ?? []).map(({ keyId }) => keyId);
        return [role, { keyIds, threshold: keyIds.length }];
      }),
    ),
    consistentSnapshot: true,
  };
}
