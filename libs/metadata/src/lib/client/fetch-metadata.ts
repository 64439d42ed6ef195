import { VaultError } from '@ragnos-vault/errors';
import type { Fetcher } from '../ports.ts';
import { collect } from './collect.ts';
import type { MetadataFile, MetadataSource } from './metadata-source.ts';
import { remotePath } from './role-names.ts';

/** The bytes of a metadata file, or `undefined` where the repository has none; never more than `maxLength`. */
export async function fetchMetadata(
  path: string,
  maxLength: number,
  fetcher: Fetcher,
): Promise<Uint8Array | undefined> {
  const stream = await fetcher.get(path, { maxLength });
  return stream === undefined ? undefined : collect(bounded(path, maxLength, stream));
}

/** The bytes of a file that must be there. @throws ERR_TUF_MISSING */
export async function needMetadata(file: MetadataFile, source: MetadataSource): Promise<Uint8Array> {
  const bytes = await source(file);
  if (bytes !== undefined) return bytes;
  const path = remotePath(file.role, file.version);
  throw new VaultError('ERR_TUF_MISSING', `the repository lacks ${path}`, { facts: { path } });
}

// TUF 5.3.3, 5.4.1: endless data must end here, whatever a fetcher lets through.
async function* bounded(
  path: string,
  maxLength: number,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let received = 0;
  for await (const chunk of chunks) {
    received += chunk.length;
    if (received > maxLength) {
      throw new VaultError('ERR_TUF_LENGTH', `${path} is longer than its limit of ${maxLength} bytes`, {
        facts: { path, maxLength },
      });
    }
    yield chunk;
  }
}
