import { createHash } from 'node:crypto';
import { VaultError } from '@ragnos-vault/errors';
import { storedTargetPath } from '../layout.ts';
import { strongHashOf } from '../parse-target-file.ts';
import type { Fetcher } from '../ports.ts';
import type { TrustedTarget } from './trusted-client.ts';

/** Streams a target while hashing it (TUF 5.7); see `TrustedClient.download` for what it promises. */
export async function* download(target: TrustedTarget, fetcher: Fetcher): AsyncIterable<Uint8Array> {
  const { algorithm, digest } = strongHashOf(target, target.path);
  const hash = createHash(algorithm);
  let received = 0;
  for await (const chunk of await open(target, fetcher)) {
    received += chunk.length;
    if (received > target.length) throw wrongLength(target, received);
    hash.update(chunk);
    yield chunk;
  }
  if (received !== target.length) throw wrongLength(target, received);
  const actual = hash.digest('hex');
  if (actual !== digest) throw wrongHash(target, { expected: digest, actual });
}

async function open(target: TrustedTarget, fetcher: Fetcher): Promise<AsyncIterable<Uint8Array>> {
  const stream = await fetcher.get(storedTargetPath(target.path, target), { maxLength: target.length });
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
