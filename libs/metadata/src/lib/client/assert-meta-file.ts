import { createHash } from 'node:crypto';
import { VaultError } from '@ragnos-vault/errors';

interface ExpectedFile {
  readonly length?: number | undefined;
  readonly hashes?: Readonly<Record<string, string>> | undefined;
}

const ALGORITHMS: readonly string[] = ['sha256', 'sha384', 'sha512'];

/**
 * Proves that bytes are those that the role above names (TUF 5.5.2, 5.6.2).
 *
 * @throws ERR_TUF_LENGTH, ERR_TUF_HASH_MISMATCH, or ERR_TUF_METADATA_INVALID for a digest of an unknown kind.
 */
export function assertMetaFile(role: string, expected: ExpectedFile, bytes: Uint8Array): void {
  const { length, hashes } = expected;
  if (length !== undefined && length !== bytes.length) {
    throw new VaultError('ERR_TUF_LENGTH', `${role} has ${bytes.length} bytes, not the signed ${length}`, {
      facts: { role, length: bytes.length, expected: length },
    });
  }
  for (const [algorithm, digest] of Object.entries(hashes ?? {}))
    assertDigest(role, { algorithm, digest, bytes });
}

function assertDigest(role: string, input: { algorithm: string; digest: string; bytes: Uint8Array }): void {
  const { algorithm, digest, bytes } = input;
  if (!ALGORITHMS.includes(algorithm)) {
    throw new VaultError(
      'ERR_TUF_METADATA_INVALID',
      `${role} is named by an unknown kind of digest: ${algorithm}`,
      {
        facts: { role, algorithm },
      },
    );
  }
  const actual = createHash(algorithm).update(bytes).digest('hex');
  if (actual === digest) return;
  throw new VaultError('ERR_TUF_HASH_MISMATCH', `${role} does not have its signed ${algorithm}`, {
    facts: { role, expected: digest, actual },
  });
}
