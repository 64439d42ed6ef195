import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sha256Hex, type JsonObject, type Signer } from '@ragnos-vault/crypto';
import {
  encodeSnapshot,
  encodeTargets,
  encodeTimestamp,
  metadataPath,
  signingRoleOf,
  signRole,
  storedTargetPath,
  TIMESTAMP_PATH,
} from '@ragnos-vault/metadata';
import type { TargetsContent } from '@ragnos-vault/metadata';
import { initialRepository } from '../../libs/publisher/src/lib/initial-repository.ts';
import { signerOf, type Keys } from './keys.ts';

/** Until when all is valid. */
export const EXPIRES = new Date(Math.ceil(Date.now() / 1e3) * 1e3 + 30 * 86_400_000);
const COMMON = { version: 1, expires: EXPIRES, extra: {} };

export interface RepositoryContent {
  /** By role, `targets` among them. */
  readonly roles: ReadonlyMap<string, TargetsContent>;
  /** The bytes of those targets that are really there, by target path. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

export interface Repository {
  readonly folder: string;
  /** Its file. */
  readonly trustedRoot: string;
}

/** Writes version 1 of all roles, without the care for a crash that a publisher takes. */
export async function writeRepository(
  folder: string,
  { roles, files }: RepositoryContent,
  keys: Keys,
): Promise<Repository> {
  const write = async (path: string, bytes: Uint8Array): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  };
  const sign = (role: string, signed: JsonObject): Promise<Uint8Array> =>
    signRole(signed, signerOf(keys, signingRoleOf(role)));
  for (const [role, content] of roles)
    await write(metadataPath(role, 1), await sign(role, encodeTargets({ ...COMMON, ...content })));
  const meta = new Map([...roles.keys()].map((role) => [role, { version: 1 }]));
  const snapshot = await sign('snapshot', encodeSnapshot({ ...COMMON, meta }));
  await write(metadataPath('snapshot', 1), snapshot);
  const hashes = new Map([['sha256', sha256Hex(snapshot)]]);
  const timestamp = { ...COMMON, snapshot: { version: 1, length: snapshot.length, hashes } };
  await write(TIMESTAMP_PATH, await sign('timestamp', encodeTimestamp(timestamp)));
  const root = metadataPath('root', 1);
  await write(root, await makeRoot(keys));
  for (const [path, bytes] of files) await write(storedTargetPath(path, targetOf(path, roles)), bytes);
  return { folder, trustedRoot: join(folder, root) };
}

export async function makeRoot(keys: Keys): Promise<Uint8Array> {
  const roles = ['root', 'targets', 'snapshot', 'timestamp'] as const;
  const signers = new Map<string, readonly Signer[]>(roles.map((role) => [role, signerOf(keys, role)]));
  const expires = new Map(roles.map((role) => [role, EXPIRES]));
  return (await initialRepository({ signers, expires })).root;
}

function targetOf(path: string, roles: RepositoryContent['roles']) {
  for (const { targets } of roles.values()) {
    const target = targets.get(path);
    if (target !== undefined) return target;
  }
  throw new Error(`no role names ${path}`);
}
