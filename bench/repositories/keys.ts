import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { signerFromPrivateKey, type Signer } from '@ragnos-vault/crypto';

export const VENDOR = 'acme';
const ROLES = ['root', 'targets', 'snapshot', 'timestamp', `vendor-${VENDOR}`];

/** One key for each role, RSA of 3072 bits as `init` makes them. */
export type Keys = ReadonlyMap<string, readonly [Signer]>;

export async function makeKeys(): Promise<Keys> {
  const pairs = ROLES.map(async (role) => {
    const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 3072 });
    return [role, [signerFromPrivateKey(privateKey)] as const] as const;
  });
  return new Map(await Promise.all(pairs));
}

export function signerOf(keys: Keys, role: string): readonly Signer[] {
  return keys.get(role) ?? [];
}
