import { sha256Hex } from '@ragnos-vault/crypto';
import type { MetadataCache } from '../ports.ts';
import { collect, oneChunk } from './collect.ts';
import { download } from './download.ts';
import type { TrustedTarget } from './trusted-client.ts';

/** Indexes and lists are far smaller; archives are not read whole. */
const MAX_KEPT_BYTES = 1_000_000;

/** Keeps the newest bytes of a small target for a client that is offline later. Resolves to them. */
export async function keepTarget(
  target: TrustedTarget,
  bytes: Uint8Array,
  cache: MetadataCache,
): Promise<Uint8Array> {
  const name = nameOf(target);
  const kept = bytes.length > MAX_KEPT_BYTES ? bytes : await cache.read(name);
  if (kept === undefined || Buffer.compare(kept, bytes) !== 0)
    await cache.exclusive(() => cache.write(name, bytes));
  return bytes;
}

/** The kept bytes where they are those that trusted metadata names now. */
export async function readKeptTarget(
  target: TrustedTarget,
  cache: MetadataCache,
): Promise<Uint8Array | undefined> {
  const kept = await cache.read(nameOf(target));
  if (kept === undefined) return undefined;
  const fetcher = { get: () => Promise.resolve(oneChunk(kept)) };
  return collect(download(target, '', fetcher)).catch(() => undefined);
}

/** The bytes that were kept of a path last, proven then; metadata may name others now. */
export function readAnyKeptTarget(path: string, cache: MetadataCache): Promise<Uint8Array | undefined> {
  return cache.read(nameOf({ path }));
}

// No file of metadata has such an ending.
function nameOf({ path }: Pick<TrustedTarget, 'path'>): string {
  return `${sha256Hex(new TextEncoder().encode(path))}.target`;
}
