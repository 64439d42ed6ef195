import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { KeyType } from './signer.ts';

const generate = promisify(generateKeyPair);

/** Makes a new private key: RSA of 3072 bits with e = 65537, Ed25519, or ECDSA on P-256. */
export async function generatePrivateKey(type: KeyType): Promise<KeyObject> {
  const { privateKey } = await PAIRS[type]();
  return privateKey;
}

const PAIRS = {
  rsa: () => generate('rsa', { modulusLength: 3072, publicExponent: 65537 }),
  ed25519: () => generate('ed25519'),
  ecdsa: () => generate('ec', { namedCurve: 'P-256' }),
} as const satisfies Record<KeyType, () => Promise<{ readonly privateKey: KeyObject }>>;
