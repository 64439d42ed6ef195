import { VaultError } from '@ragnos-vault/errors';
import type { Fetcher } from '../ports.ts';
import { versionOf } from './accept.ts';
import type { CacheView } from './cache-view.ts';
import { fetchMetadata } from './fetch-metadata.ts';
import { cachedName, remotePath } from './role-names.ts';

/** One file of metadata; `version` stands in its name, where it has one. */
export interface MetadataFile {
  readonly role: string;
  readonly version: number | undefined;
  /** Bytes. */
  readonly maxLength: number;
}

/** Where a refresh takes metadata from that it does not know yet; `undefined` where there is none. */
export type MetadataSource = (file: MetadataFile) => Promise<Uint8Array | undefined>;

/** The repository itself. */
export function repositorySource(fetcher: Fetcher): MetadataSource {
  return ({ role, version, maxLength }) => fetchMetadata(remotePath(role, version), maxLength, fetcher);
}

/**
 * What earlier refreshes have left, and nothing else: the newest that is known. It is proven as if a mirror had sent it.
 * ERR_OFFLINE where a file is not there in the version that is asked for; a next root need not be there.
 */
export function cacheSource(cache: CacheView): MetadataSource {
  return async ({ role, version, maxLength }) => {
    const isRoot = role === 'root';
    const bytes = await cache.read(isRoot ? `${version ?? ''}.root.json` : cachedName(role));
    if (bytes === undefined && isRoot) return undefined;
    if (bytes === undefined) throw notKept(role, version);
    if (!isRoot && version !== undefined && versionOf(bytes) !== version) throw notKept(role, version);
    if (bytes.length <= maxLength) return bytes;
    throw new VaultError(
      'ERR_TUF_LENGTH',
      `the cached ${role} is longer than its limit of ${maxLength} bytes`,
      {
        facts: { role, maxLength },
      },
    );
  };
}

function notKept(role: string, version: number | undefined): VaultError {
  const name = version === undefined ? role : `${role} v${version}`;
  return new VaultError('ERR_OFFLINE', `not in the cache, and nothing is fetched offline: ${name}`, {
    facts: { role, ...(version !== undefined && { version }) },
  });
}
