import type { KeyType, Signer } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import { keysOf, loadNewestRoot, parseRoot, recoveryOf } from '@ragnos-vault/metadata';
import type { Recovery, Root, TopLevelRole } from '@ragnos-vault/metadata';
import { planNextRoot, planRecovery, roleConfig, signNextRoot } from '@ragnos-vault/publisher';
import type { CollectableStore } from '@ragnos-vault/metadata';
import type { NewKeys } from './add-new-keys.ts';
import { addRotatedKeys } from './add-rotated-keys.ts';
import type { VaultSession } from './open-vault.ts';
import { openAvailable, runRotation } from './root-session.ts';
import type { BegunRotation, RootSessionInput, VaultRootReport } from './root-session.ts';

interface NewKeysInput extends RootSessionInput {
  readonly keyType: KeyType;
  /** Encrypts the new keys; without it they are plain files of mode 0600. */
  readonly newPassphrase?: (role: string) => Promise<string>;
}

export interface RotateRoleInput extends NewKeysInput {
  readonly role: TopLevelRole;
  /** Keys to make, all of which must sign; without it there are as many as now, and as many must sign. */
  readonly threshold?: number;
  /** The old keys are lost or in other hands. */
  readonly lost: boolean;
}

export interface RecoverVaultInput extends NewKeysInput {
  /** The last good snapshot, if the operator knows it. */
  readonly snapshotVersion?: number;
  /** The keys of targets were stolen as well. */
  readonly replacesTargets: boolean;
}

const MAX_KEYS = 16;

/**
 * Gives a top-level role new keys in `keys/`, and publishes the root that says so; all keys that must sign are at hand. A
 * run that was cut short is finished by the next one, which does nothing else.
 *
 * @throws ERR_SIGNER_UNAVAILABLE before anything is made where root keys are missing; what `publishRoot` throws
 */
export async function rotateVaultRole(input: RotateRoleInput): Promise<VaultRootReport> {
  const { role, threshold, lost } = input;
  if (threshold !== undefined && !(threshold >= 1 && threshold <= MAX_KEYS)) {
    const message = `threshold must be a whole number from 1 to ${MAX_KEYS}, not ${threshold}`;
    throw new VaultError('ERR_USAGE', message, { facts: { threshold } });
  }
  return runRotation({ ...input, resumes: () => true }, async (vault) =>
    begin({ roles: [{ role, threshold }], lost }, vault, input),
  );
}

/**
 * Takes the repository back from whoever stole the keys of timestamp and snapshot, from the last good state and with small
 * version numbers. As `rotateVaultRole` otherwise.
 *
 * @throws what `planRecovery` throws; ERR_USAGE where the keys of targets were stolen and no snapshot is named
 */
export async function recoverVault(input: RecoverVaultInput): Promise<VaultRootReport> {
  const { snapshotVersion, replacesTargets } = input;
  if (replacesTargets && snapshotVersion === undefined) {
    throw new VaultError('ERR_USAGE', 'with stolen targets keys only you can tell the last good snapshot');
  }
  const stolen = ['timestamp', 'snapshot', ...(replacesTargets ? (['targets'] as const) : [])] as const;
  // An ordinary rotation that was begun would go on from what the thief serves.
  const resumes = ({ draft }: { readonly draft: Uint8Array }) =>
    recoveryOf(parseRoot(draft).signed) !== undefined;
  return runRotation({ ...input, lost: true, resumes }, async (vault) => {
    const recovery = await recoveryFor(vault, snapshotVersion);
    const roles = stolen.map((role) => ({ role, threshold: undefined }));
    return begin({ roles, lost: true, recovery }, vault, input);
  });
}

/** From which snapshot a vault would go on after a theft. @throws what `planRecovery` throws */
export async function recoveryFor(
  { ports, trustedRoot }: VaultSession,
  snapshotVersion: number | undefined,
): Promise<Recovery> {
  const { root } = await loadNewestRoot(ports.store, trustedRoot);
  const snapshots = await storedSnapshots(ports.store);
  return planRecovery(
    { root, snapshots, ...(snapshotVersion !== undefined && { snapshotVersion }) },
    ports.store,
  );
}

interface Change {
  readonly roles: readonly { readonly role: TopLevelRole; readonly threshold: number | undefined }[];
  readonly lost: boolean;
  readonly recovery?: Recovery;
}

async function begin(change: Change, vault: VaultSession, input: NewKeysInput): Promise<BegunRotation> {
  const { config, ports, trustedRoot } = vault;
  const live = (await loadNewestRoot(ports.store, trustedRoot)).root.signed;
  const rootSigners = await openAvailable(config.roles.root.signers, 'root', input);
  assertEnough(live, rootSigners);
  const added = await makeKeys(change, { live, dir: vault.dir }, input);
  const expires = new Date(input.now.getTime() + roleConfig(config, 'root').expires);
  const replaceKeys = added.map(({ role, threshold, signers }) => ({
    role,
    threshold,
    keys: signers.map(({ publicKey }) => publicKey),
  }));
  const { recovery } = change;
  const next = planNextRoot(live, { replaceKeys, ...(recovery !== undefined && { recovery }) }, expires);
  const own = added.find(({ role }) => role === 'root')?.signers ?? [];
  const openSigners = () => Promise.resolve([...rootSigners, ...own]);
  return {
    draft: await signNextRoot({ live, next }, { ...ports, openSigners }),
    lost: change.lost,
    signers: new Map(added.map(({ role, uris }) => [role, uris])),
    made: new Map(added.map(({ role, signers }) => [role, signers])),
  };
}

/** Before any key is made. */
function assertEnough(live: Root, signers: readonly Signer[]): void {
  const { keyIds, threshold } = keysOf(live, 'root');
  const available = keyIds.filter((id) => signers.some(({ keyId }) => keyId === id)).length;
  if (available >= threshold) return;
  const message = `a new root needs ${threshold} of the root keys, vault.yaml gives ${available}; see \`root draft\``;
  throw new VaultError('ERR_SIGNER_UNAVAILABLE', message, { facts: { role: 'root', threshold, available } });
}

interface AddedKeys extends NewKeys {
  readonly role: TopLevelRole;
  readonly threshold: number;
}

async function makeKeys(
  { roles }: Change,
  { live, dir }: { readonly live: Root; readonly dir: string },
  input: NewKeysInput,
): Promise<readonly AddedKeys[]> {
  const added: AddedKeys[] = [];
  const { keyType, newPassphrase } = input;
  for (const { role, threshold: wanted } of roles) {
    const { keyIds, threshold } = keysOf(live, role);
    const made = await addRotatedKeys({
      dir,
      role,
      version: live.version + 1,
      count: wanted ?? keyIds.length,
      keyType,
      passphrase: await newPassphrase?.(role),
    });
    added.push({ role, threshold: wanted ?? threshold, ...made });
  }
  return added;
}

async function storedSnapshots(store: CollectableStore): Promise<readonly number[]> {
  const versions: number[] = [];
  for await (const { path } of store.list('metadata/')) {
    const version = Number(/^metadata\/([1-9][0-9]{0,15})\.snapshot\.json$/.exec(path)?.[1]);
    if (Number.isSafeInteger(version)) versions.push(version);
  }
  return versions;
}
