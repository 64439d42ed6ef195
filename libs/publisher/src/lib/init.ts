import { createPublicKey } from 'node:crypto';
import { encodePrivateKey, generatePrivateKey, signerFromPrivateKey } from '@ragnos-vault/crypto';
import type { KeyType, Signer } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import type { TopLevelRole } from '@ragnos-vault/metadata';
import type { VaultFile } from '@ragnos-vault/storage';
import { DEFAULT_PERIODS, durationMs, encodeVaultConfig, type VaultStore } from './parse-vault-config.ts';
import { initialRepository } from './initial-repository.ts';

export interface InitInput {
  readonly keyType: KeyType;
  /** Root keys made, and needed to change the root; every other role has one key. */
  readonly threshold: number;
  /** Keys are encrypted with what this answers; without it they are plain PKCS#8 files. */
  readonly passphrase?: (role: TopLevelRole) => Promise<string>;
  /** Where `vault.yaml` says that the repository lies; by default in the folder `repository`. */
  readonly store?: VaultStore;
  readonly now: Date;
}

/** Creates all files of a new vault, or none; ERR_VAULT_EXISTS where one is. */
export type CreateVault = (files: ReadonlyMap<string, VaultFile>) => Promise<void>;

export interface InitReport {
  readonly keys: readonly { readonly role: TopLevelRole; readonly keyId: string; readonly uri: string }[];
  readonly threshold: number;
  readonly encrypted: boolean;
  /** SHA-256, in hex, of root.json: what a consumer may pin. */
  readonly rootSha256: string;
}

export interface MadeKey {
  readonly pem: string;
  /** PEM SPKI. */
  readonly publicPem: string;
  readonly signer: Signer;
}

interface NewKey extends MadeKey {
  readonly role: TopLevelRole;
  readonly path: string;
}

const ROLES: readonly TopLevelRole[] = ['root', 'targets', 'snapshot', 'timestamp'];
const utf8 = new TextEncoder();

/**
 * Makes a vault: keys, the first signed metadata, `vault.yaml`, and the `root.json` that consumers are given.
 *
 * @throws ERR_USAGE for a threshold that is no whole number from 1 to 16, ERR_VAULT_EXISTS.
 */
export async function init(input: InitInput, createVault: CreateVault): Promise<InitReport> {
  const { threshold } = input;
  if (!Number.isInteger(threshold) || threshold < 1 || threshold > 16) {
    throw new VaultError('ERR_USAGE', `threshold must be a whole number from 1 to 16, not ${threshold}`, {
      facts: { threshold },
    });
  }
  const keys = await makeKeys(input);
  const signers = byRole(keys, (key) => key.signer);
  const uris = byRole(keys, (key) => `file2:${key.path}`);
  const repository = await initialRepository({ signers, expires: expiries(input.now) });
  await createVault(
    new Map<string, VaultFile>([
      ['keys/.gitignore', { bytes: utf8.encode('*\n'), mode: 0o600 }],
      ...keys.map((key): [string, VaultFile] => [key.path, { bytes: utf8.encode(key.pem), mode: 0o600 }]),
      ...[...repository.files].map(([path, bytes]): [string, VaultFile] => [
        `repository/${path}`,
        { bytes, mode: 0o644 },
      ]),
      ['root.json', { bytes: repository.root, mode: 0o644 }],
      ['vault.yaml', { bytes: utf8.encode(encodeVaultConfig(uris, input.store)), mode: 0o644 }],
    ]),
  );
  return {
    keys: keys.map(({ role, signer, path }) => ({ role, keyId: signer.keyId, uri: `file2:${path}` })),
    threshold,
    encrypted: input.passphrase !== undefined,
    rootSha256: repository.rootSha256,
  };
}

async function makeKeys(input: InitInput): Promise<readonly NewKey[]> {
  const keys: NewKey[] = [];
  for (const role of ROLES) {
    const count = role === 'root' ? input.threshold : 1;
    const passphrase = await input.passphrase?.(role);
    for (let index = 1; index <= count; index += 1) {
      const path = `keys/${role}${count > 1 ? `-${index}` : ''}.pem`;
      keys.push({ role, path, ...(await makeKey(input.keyType, passphrase)) });
    }
  }
  return keys;
}

/** A new key, as a signer and as the PKCS#8 file to keep, encrypted where there is a passphrase. */
export async function makeKey(keyType: KeyType, passphrase: string | undefined): Promise<MadeKey> {
  const key = await generatePrivateKey(keyType);
  return {
    pem: await encodePrivateKey(key, passphrase),
    publicPem: createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString(),
    signer: signerFromPrivateKey(key),
  };
}

function byRole<T>(
  keys: readonly NewKey[],
  pick: (key: NewKey) => T,
): ReadonlyMap<TopLevelRole, readonly T[]> {
  return new Map(ROLES.map((role) => [role, keys.filter((key) => key.role === role).map(pick)]));
}

function expiries(now: Date): ReadonlyMap<TopLevelRole, Date> {
  return new Map(
    ROLES.map((role) => [role, new Date(now.getTime() + durationMs(DEFAULT_PERIODS[role].expires))]),
  );
}
