import { generatePrivateKey, openSigner, sha256Hex, signerFromPrivateKey } from '@ragnos-vault/crypto';
import type { JsonObject, Signer } from '@ragnos-vault/crypto';
import {
  encodeSnapshot,
  encodeTimestamp,
  metadataPath,
  signRole,
  TIMESTAMP_PATH,
} from '@ragnos-vault/metadata';
import type { RepositoryState, TopLevelRole } from '@ragnos-vault/metadata';
import type { Vault } from '../world/vault.ts';
import { sendBytes } from './answers.ts';
import type { Edits } from './mirror.ts';

/** Signs with a real key of the vault: what somebody can do who stole it. */
export async function signStolen(vault: Vault, role: TopLevelRole, signed: JsonObject): Promise<Uint8Array> {
  const context = { baseDir: vault.dir, env: {}, passphrase: () => Promise.resolve(undefined) };
  return signRole(signed, [await openSigner(`file2:keys/${role}.pem`, context)]);
}

/** A key that no root names. */
export async function makeStrangersKey(): Promise<Signer> {
  return signerFromPrivateKey(await generatePrivateKey('ed25519'));
}

export interface OnlineForgery {
  readonly vault: Vault;
  /** The state that the forgery follows. */
  readonly state: RepositoryState;
  /** The version of targets that the new snapshot names. */
  readonly targetsVersion: number;
}

/** A new snapshot and a new timestamp, as anybody can sign them who stole both online keys; by path. */
export async function forgeOnline(forgery: OnlineForgery): Promise<ReadonlyMap<string, Uint8Array>> {
  const { vault, state, targetsVersion } = forgery;
  const version = state.snapshot.signed.version + 1;
  const meta = new Map([['targets', { version: targetsVersion }]]);
  const snapshot = await signStolen(
    vault,
    'snapshot',
    encodeSnapshot({ ...state.snapshot.signed, version, meta }),
  );
  const timestamp = encodeTimestamp({
    ...state.timestamp.signed,
    version: state.timestamp.signed.version + 1,
    snapshot: { version, length: snapshot.length, hashes: new Map([['sha256', sha256Hex(snapshot)]]) },
  });
  return new Map([
    [metadataPath('snapshot', version), snapshot],
    [TIMESTAMP_PATH, await signStolen(vault, 'timestamp', timestamp)],
  ]);
}

/** A mirror that holds these files. */
export function sendAll(files: Iterable<readonly [string, Uint8Array]>): Edits {
  return new Map([...files].map(([path, bytes]) => [path, sendBytes(bytes)]));
}
