import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parsePrivateKey, signerFromPrivateKey } from '@ragnos-vault/crypto';
import type { Signer } from '@ragnos-vault/crypto';
import type { Operator } from './operator.ts';

/** Keys by the role that they sign for. */
export type Loot = ReadonlyMap<string, readonly Signer[]>;

/** Copies the private keys of roles out of a vault, each from `keys/<name>.pem`. */
export async function steal(
  { cwd }: Operator,
  names: Readonly<Record<string, readonly string[]>>,
): Promise<Loot> {
  const loot = new Map<string, readonly Signer[]>();
  for (const [role, files] of Object.entries(names))
    loot.set(role, await Promise.all(files.map((name) => readKey(join(cwd, 'vault/keys', `${name}.pem`)))));
  return loot;
}

export async function readKey(path: string): Promise<Signer> {
  return signerFromPrivateKey(parsePrivateKey(await readFile(path, 'utf8')));
}
