import { createHash } from 'node:crypto';
import { VaultError } from '@ragnos-vault/errors';
import { HASH_ALGORITHMS, strongHashOf } from '../parse-target-file.ts';
import type { Fetcher } from '../ports.ts';
import type { TrustedTarget } from './trusted-client.ts';

/**
 * Streams a target from where it is stored, while hashing it (TUF 5.7); see `TrustedClient.download` for what it
 * promises. Every digest that is named and known must fit, not only the one in the name of the file.
 */
export async function* download(
  target: TrustedTarget,
  storedPath: string,
  fetcher: Fetcher,
): AsyncIterable<Uint8Array> {
  strongHashOf(target, target.path);
  const hashes = HASH_ALGORITHMS.filter((algorithm) => target.hashes.has(algorithm)).map((algorithm) => ({
    expected: target.hashes.get(algorithm) ?? '',
    hash: createHash(algorithm),
  }));
  let received = 0;
  for await (const chunk of await open(target, storedPath, fetcher)) {
    received += chunk.length;
    if (received > target.length) throw wrongLength(target, received);
    for (const { hash } of hashes) hash.update(chunk);
    yield chunk;
  }
  if (received !== target.length) throw wrongLength(target, received);
  for (const { hash, expected } of hashes) {
    const actual = hash.digest('hex');
    if (actual !== expected) throw wrongHash(target, { expected, actual });
  }
}

async function open(
  target: TrustedTarget,
  storedPath: string,
  fetcher: Fetcher,
): Promise<AsyncIterable<Uint8Array>> {
  const stream = await fetcher.get(storedPath, { maxLength: target.length });
  if (stream !== undefined) return stream;
  throw new VaultError('ERR_TUF_MISSING', `the repository lacks the target ${target.path}`, {
    facts: { path: target.path },
  });
}

function wrongLength(target: TrustedTarget, received: number): VaultError {
  const said = received > target.length ? 'more than' : 'fewer than';
  return new VaultError('ERR_TUF_LENGTH', `${target.path} has ${said} its signed ${target.length} bytes`, {
    facts: { path: target.path, expected: target.length, received },
  });
}

function wrongHash(target: TrustedTarget, hashes: { expected: string; actual: string }): VaultError {
  return new VaultError('ERR_TUF_HASH_MISMATCH', `${target.path} does not have its signed hash`, {
    facts: { path: target.path, ...hashes },
  });
}
