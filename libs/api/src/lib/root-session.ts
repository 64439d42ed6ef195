import { readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Signer } from '@ragnos-vault/crypto';
import { systemCodeOf, toVaultError, VaultError } from '@ragnos-vault/errors';
import { loadNewestRoot } from '@ragnos-vault/metadata';
import { publishRoot, roleConfig, withSigners } from '@ragnos-vault/publisher';
import type { PublishRootReport, RootEvent } from '@ragnos-vault/publisher';
import { replaceVaultFile, updateVaultConfig, withLock } from '@ragnos-vault/storage';
import { openUris, openVault, type OpenVaultInput, type VaultSession } from './open-vault.ts';
import {
  encodePendingRotation,
  parsePendingRotation,
  type PendingRotation,
} from './parse-pending-rotation.ts';

export interface RootSessionInput extends OpenVaultInput {
  readonly now: Date;
  readonly onEvent?: (event: RootEvent) => void;
}

/** What became of a root, and of the vault that it is the root of. */
export interface VaultRootReport extends PublishRootReport {
  readonly dir: string;
  /** True where this run finished what an earlier one had begun, and did nothing else. */
  readonly resumed: boolean;
  /** Signer URIs that sign from now on, by role. */
  readonly signers: Readonly<Record<string, readonly string[]>>;
  /** Signer URIs that `vault.yaml` names no more; their files stay. */
  readonly retired: readonly string[];
}

/** Where a publication that was begun is kept, beside `vault.yaml`. */
const PENDING = 'pending-rotation.json';

/**
 * Publishes a signed draft as the next root, and gives consumers it as root.json. Run again after a crash, it goes on.
 *
 * @throws what `publishRoot` of the publisher throws; ERR_LOCKED, ERR_IO
 */
export async function publishVaultRoot(
  input: RootSessionInput & {
    readonly draft: Uint8Array;
    readonly lost: boolean;
    readonly targets?: Uint8Array;
  },
): Promise<VaultRootReport> {
  return inCeremony(input, async (vault) => {
    const openSigners = (role: string) => openAvailable(roleConfig(vault.config, role).signers, role, input);
    const report = await publishRoot({ ...input, ...vault }, { ...input, ...vault.ports, openSigners });
    await giveRoot(vault);
    return { ...report, dir: vault.dir, resumed: false, signers: {}, retired: [] };
  });
}

export interface RotationInput extends RootSessionInput {
  /** The old keys are not to be used: neither by what begins now nor by what was begun. */
  readonly lost: boolean;
  /** Whether something that was begun is to be finished, or to be given up for what `begin` prepares. */
  readonly resumes: (pending: PendingRotation) => boolean;
}

/**
 * Finishes what an earlier run has begun, and does nothing else then; otherwise begins what `begin` prepares. One ceremony
 * at a time.
 */
export async function runRotation(
  input: RotationInput,
  begin: (vault: VaultSession) => Promise<BegunRotation>,
): Promise<VaultRootReport> {
  return inCeremony(input, async (vault) => {
    const pending = await readPending(vault.dir);
    if (pending !== undefined && input.resumes(pending)) {
      const lost = pending.lost || input.lost;
      return finish({ pending: { ...pending, lost }, resumed: true }, input);
    }
    const { made, ...begun } = await begin(vault);
    await nameSigners(begun, vault, (before, added) => [...before, ...added]);
    await replaceVaultFile(join(vault.dir, PENDING), { bytes: encodePendingRotation(begun), mode: 0o644 });
    return finish({ pending: begun, made, resumed: false }, input);
  });
}

export interface BegunRotation extends PendingRotation {
  /** The new keys, so that nobody is asked for their passphrases twice. */
  readonly made: ReadonlyMap<string, readonly Signer[]>;
}

/** Opens those keys of a role that are at hand; a threshold may be met without the others. */
export async function openAvailable(
  uris: readonly string[],
  role: string,
  input: OpenVaultInput,
): Promise<readonly Signer[]> {
  const signers: Signer[] = [];
  for (const uri of uris) {
    try {
      signers.push(...(await openUris([uri], { ...input, dir: resolve(input.repoDir), role })));
    } catch (error) {
      if (!(error instanceof VaultError) || error.code !== 'ERR_SIGNER_UNAVAILABLE') throw error;
    }
  }
  return signers;
}

function inCeremony<T>(input: OpenVaultInput, work: (vault: VaultSession) => Promise<T>): Promise<T> {
  return openVault(input).then(({ dir }) =>
    // Read again under the lock: another ceremony may just have ended.
    withLock(join(dir, '.root.lock'), { command: 'root ceremony' }, async () => work(await openVault(input))),
  );
}

interface Rotation {
  readonly pending: PendingRotation;
  readonly made?: ReadonlyMap<string, readonly Signer[]>;
  readonly resumed: boolean;
}

async function finish(rotation: Rotation, input: RootSessionInput): Promise<VaultRootReport> {
  const { pending, resumed } = rotation;
  const vault = await openVault(input);
  const path = join(vault.dir, PENDING);
  try {
    const report = await publishRoot(
      { ...input, ...vault, draft: pending.draft, lost: pending.lost },
      { ...input, ...vault.ports, openSigners: (role) => openForRotation(role, rotation, { vault, input }) },
    );
    await giveRoot(vault);
    const retired = [...pending.signers].flatMap(([role, uris]) => signersBefore(role, uris, vault));
    await nameSigners(pending, vault, (_before, added) => added);
    await rm(path, { force: true });
    return { ...report, dir: vault.dir, resumed, signers: Object.fromEntries(pending.signers), retired };
  } catch (error) {
    if (!isHopeless(error, rotation)) throw error;
    await nameSigners(pending, vault, (before) => before);
    await rm(path, { force: true });
    throw error;
  }
}

/** Another root has taken its place, or a key is missing, which comes out before anything is written. */
function isHopeless(error: unknown, { resumed }: Rotation): boolean {
  if (!(error instanceof VaultError)) return false;
  return error.code === 'ERR_ROOT_EXISTS' || (error.code === 'ERR_SIGNER_UNAVAILABLE' && !resumed);
}

async function openForRotation(
  role: string,
  { pending, made }: Rotation,
  { vault, input }: { readonly vault: VaultSession; readonly input: OpenVaultInput },
): Promise<readonly Signer[]> {
  const uris = pending.signers.get(role) ?? [];
  const added = made?.get(role) ?? (await openAvailable(uris, role, input));
  if (pending.lost && uris.length > 0 && role !== 'root') return added;
  return [...(await openAvailable(signersBefore(role, uris, vault), role, input)), ...added];
}

/** root.json is what new consumers are given: the newest root, as it was published. */
async function giveRoot({ dir, trustedRoot, ports }: VaultSession): Promise<void> {
  const { root } = await loadNewestRoot(ports.store, trustedRoot);
  if (Buffer.compare(root.bytes, trustedRoot) === 0) return;
  await replaceVaultFile(join(dir, 'root.json'), { bytes: root.bytes, mode: 0o644 });
}

function signersBefore(role: string, added: readonly string[], { config }: VaultSession): readonly string[] {
  return roleConfig(config, role).signers.filter((uri) => !added.includes(uri));
}

async function nameSigners(
  { signers }: Pick<PendingRotation, 'signers'>,
  vault: VaultSession,
  choose: (before: readonly string[], added: readonly string[]) => readonly string[],
): Promise<void> {
  await updateVaultConfig(vault.dir, (text) =>
    [...signers].reduce(
      (changed, [role, added]) =>
        withSigners(changed, role, choose(signersBefore(role, added, vault), added)),
      text,
    ),
  );
}

async function readPending(dir: string): Promise<PendingRotation | undefined> {
  const path = join(dir, PENDING);
  const bytes = await readFile(path).catch((error: unknown) => {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw toVaultError(error);
  });
  return bytes && parsePendingRotation(bytes, path);
}
