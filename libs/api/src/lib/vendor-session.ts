import { readFile } from 'node:fs/promises';
import { parsePublicKey } from '@ragnos-vault/crypto';
import type { KeyType, PublicKey, Signer } from '@ragnos-vault/crypto';
import { toVaultError } from '@ragnos-vault/errors';
import { loadRepository, openLiveRepository, vendorRole, parseVendorName } from '@ragnos-vault/metadata';
import {
  addVendor,
  assertNewVendor,
  findVendor,
  rebalance,
  removeVendor,
  rotateVendor,
  toRoleKeys,
  withoutRole,
  withSigners,
} from '@ragnos-vault/publisher';
import type { BinKind, EditEvent, RebalanceReport, VendorReport } from '@ragnos-vault/publisher';
import { updateVaultConfig } from '@ragnos-vault/storage';
import { addKeys } from './add-keys.ts';
import { editVault, type EditVaultInput } from './edit-vault.ts';
import { openUris, openVault, type OpenVaultInput, type VaultSession } from './open-vault.ts';

import type { SubmissionFile } from './submission-session.ts';

export interface VendorInput extends OpenVaultInput {
  readonly vendor: string;
  readonly now: Date;
  readonly onEvent?: (event: EditEvent) => void;
}

/** Where a vendor's keys come from: files of public keys that it sent, or new ones of this vault. */
export interface VendorKeySource {
  readonly publicKeys: readonly string[];
  readonly threshold: number;
  readonly keyType: KeyType;
  /** Encrypts new keys. */
  readonly newPassphrase?: (role: string) => Promise<string>;
}

/**
 * Adds a vendor, with new keys in `keys/` unless it sent public ones. A run that was cut short is finished by the next
 * one, with the keys that are there by then.
 *
 * @throws what `addVendor` of the publisher throws; ERR_KEY_INVALID, ERR_IO
 */
export async function addVaultVendor(input: VendorInput & VendorKeySource): Promise<VendorReport> {
  const vault = await openVault(input);
  const role = vendorRole(parseVendorName(input.vendor));
  await assertNewVendor(input.vendor, { repository: await live(vault), mayReturn: true });
  const sent = await readPublicKeys(input);
  if (sent.length > 0) {
    await updateVaultConfig(vault.dir, (text) => withSigners(text, role, []));
  } else if (vault.config.vendors?.[input.vendor] === undefined) {
    const uris = await addKeys({ ...input, dir: vault.dir, role, count: input.threshold });
    await updateVaultConfig(vault.dir, (text) => withSigners(text, role, uris));
  }
  const { config, trustedRoot, ports } = await openVault(input);
  const keys = sent.length > 0 ? sent : publicKeysOf(await ports.openSigners(role));
  return addVendor(
    { ...input, config, trustedRoot, keys: { keys, threshold: input.threshold } },
    { ...input, ...ports },
  );
}

/**
 * Gives a vendor other keys; those it had sign no more.
 *
 * @throws what `rotateVendor` of the publisher throws; ERR_KEY_INVALID, ERR_IO
 */
export async function rotateVaultVendor(input: VendorInput & VendorKeySource): Promise<VendorReport> {
  const before = await openVault(input);
  const { name: role } = await findVendor(input.vendor, await live(before));
  const sent = await readPublicKeys(input);
  const isElsewhere = sent.length > 0;
  const old = before.config.vendors?.[input.vendor]?.signers ?? [];
  const added = isElsewhere ? [] : await addKeys({ ...input, dir: before.dir, role, count: input.threshold });
  await updateVaultConfig(before.dir, (text) => withSigners(text, role, [...old, ...added]));
  const { config, trustedRoot, ports } = await openVault(input);
  // The old key signs nothing here, so it may be lost.
  const fresh = await openUris(added, { ...input, dir: before.dir, role });
  const openSigners = (name: string) =>
    name === role && !isElsewhere ? Promise.resolve(fresh) : ports.openSigners(name);
  const keys = isElsewhere ? sent : publicKeysOf(fresh);
  const report = await rotateVendor(
    { ...input, config, trustedRoot, keys: { keys, threshold: input.threshold } },
    { ...input, ...ports, openSigners },
  );
  if (!isElsewhere) await updateVaultConfig(before.dir, (text) => withSigners(text, role, added));
  return report;
}

/** Ends the delegation to a vendor. @throws what `removeVendor` of the publisher throws */
export async function removeVaultVendor(input: VendorInput): Promise<VendorReport> {
  const { dir, config, trustedRoot, ports } = await openVault(input);
  const report = await removeVendor({ ...input, config, trustedRoot }, { ...input, ...ports });
  await updateVaultConfig(dir, (text) => withoutRole(text, report.role));
  return report;
}

/** Spreads a vendor's targets over bins. @throws what `rebalance` of the publisher throws */
export async function rebalanceVendor(
  input: VendorInput & EditVaultInput & { readonly bins?: number; readonly kind: BinKind },
): Promise<RebalanceReport & { readonly submission?: SubmissionFile }> {
  return editVault(input, ({ ports, ...vault }) => rebalance({ ...input, ...vault }, { ...input, ...ports }));
}

async function live({ trustedRoot, ports }: VaultSession): Promise<ReturnType<typeof openLiveRepository>> {
  return openLiveRepository(await loadRepository(ports.store, trustedRoot), ports.store);
}

/** Read, and refused, before anything is changed. */
async function readPublicKeys({ publicKeys, threshold }: VendorKeySource): Promise<readonly PublicKey[]> {
  const keys: PublicKey[] = [];
  for (const path of publicKeys) {
    const pem = await readFile(path, 'utf8').catch((cause: unknown) => {
      throw toVaultError(cause);
    });
    keys.push(parsePublicKey(pem));
  }
  if (keys.length > 0) toRoleKeys({ keys, threshold });
  return keys;
}

function publicKeysOf(signers: readonly Signer[]): readonly PublicKey[] {
  return signers.map(({ publicKey }) => publicKey);
}
