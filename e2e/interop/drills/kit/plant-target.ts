import { sha256Hex } from '@ragnos-vault/crypto';
import { storedTargetPath } from '@ragnos-vault/metadata';
import type { TargetFile, Targets } from '@ragnos-vault/metadata';
import { put } from './served-files.ts';

/** Adds a target to a role; its file lies in `folder` afterwards. */
export async function plantTarget(
  folder: string,
  path: string,
  bytes: Uint8Array,
): Promise<(live: Targets) => Targets> {
  const target: TargetFile = { length: bytes.length, hashes: new Map([['sha256', sha256Hex(bytes)]]) };
  await put(folder, storedTargetPath(path, target), bytes);
  return (live) => ({ ...live, targets: new Map(live.targets).set(path, target) });
}
