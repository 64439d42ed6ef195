import { parseJson } from '@ragnos-vault/crypto';
import type { JsonObject } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import { readObject } from '../json-reader.ts';
import { parseTargetFile } from '../parse-target-file.ts';
import { parseRevocations, REVOCATIONS_PATH, type Revocation } from '../plugin/parse-revocations.ts';
import type { MetadataCache } from '../ports.ts';
import { readKeptTarget } from './kept-target.ts';
import { readLastRefresh } from './last-refresh.ts';
import { cachedName } from './role-names.ts';

/** What the newest trusted metadata of one repository has revoked. */
export interface KnownRevocations {
  readonly revocations: readonly Revocation[];
  /** When it last was the newest for certain; unknown to a cache that was never told. */
  readonly lastRefresh?: Date;
}

/**
 * The revocations that a cache knows of, without network; `undefined` where nothing of the repository was ever trusted.
 *
 * It needs no trusted root: `targets` was proven when it was kept, and who can write the cache can write the plugins
 * beside it. The list must be the one that this `targets` names; a list that was trusted, but could not be fetched or was
 * removed since, is a refusal.
 *
 * @throws ERR_OFFLINE, ERR_TUF_METADATA_INVALID, ERR_IO
 */
export async function readKnownRevocations(cache: MetadataCache): Promise<KnownRevocations | undefined> {
  const name = cachedName('targets');
  const kept = await cache.read(name);
  if (kept === undefined) return undefined;
  const lastRefresh = await readLastRefresh(cache);
  const age = { ...(lastRefresh !== undefined && { lastRefresh }) };
  const entry = targetsOf(kept, cache.pathOf?.(name) ?? name)[REVOCATIONS_PATH];
  if (entry === undefined) return { revocations: [], ...age };
  const target = { path: REVOCATIONS_PATH, ...parseTargetFile(entry, REVOCATIONS_PATH) };
  const bytes = await readKeptTarget(target, cache);
  if (bytes === undefined) throw notKept();
  return { revocations: parseRevocations(bytes).revocations, ...age };
}

function targetsOf(kept: Uint8Array, file: string): JsonObject {
  try {
    const { signed } = readObject(parseJson(kept), 'targets');
    return readObject(readObject(signed, 'signed')['targets'], 'targets');
  } catch (cause) {
    throw new VaultError(
      'ERR_TUF_METADATA_INVALID',
      `the trusted metadata that was kept is damaged: ${file}`,
      {
        facts: { file },
        cause,
      },
    );
  }
}

function notKept(): VaultError {
  return new VaultError(
    'ERR_OFFLINE',
    `the newest trusted metadata names a list of revocations that was not kept: ${REVOCATIONS_PATH}`,
    { facts: { path: REVOCATIONS_PATH } },
  );
}
