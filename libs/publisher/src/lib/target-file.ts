import { sha256Hex } from '@ragnos-vault/crypto';
import type { TargetFile } from '@ragnos-vault/metadata';

/** The entry that names these bytes. */
export function toTargetFile(bytes: Uint8Array, custom?: TargetFile['custom']): TargetFile {
  return {
    length: bytes.length,
    hashes: new Map([['sha256', sha256Hex(bytes)]]),
    ...(custom !== undefined && { custom }),
  };
}
