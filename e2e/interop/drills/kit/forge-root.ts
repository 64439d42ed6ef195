import { generatePrivateKey, signerFromPrivateKey } from '@ragnos-vault/crypto';
import type { Signer } from '@ragnos-vault/crypto';
import { encodeRoot, metadataPath, parseRoot, signRole } from '@ragnos-vault/metadata';
import { FAR } from './evil.ts';
import { put, readMetadata } from './served-files.ts';

export const ROLES = ['root', 'targets', 'snapshot', 'timestamp'] as const;

/** Makes a root in which every role is signed by one key, the thief's own, and resolves to it. */
export async function forgeRoot(
  folder: string,
  { version, stolen }: { readonly version: number; readonly stolen: readonly Signer[] },
): Promise<Signer> {
  const own = signerFromPrivateKey(await generatePrivateKey('ed25519'));
  const before = parseRoot(await readMetadata('root', version - 1, folder)).signed;
  const keys = new Map([[own.keyId, own.publicKey]]);
  const roles = new Map(ROLES.map((role) => [role, { keyIds: [own.keyId], threshold: 1 }]));
  const signed = encodeRoot({ ...before, version, expires: FAR, keys, roles });
  await put(folder, metadataPath('root', version), await signRole(signed, [...stolen, own]));
  return own;
}
