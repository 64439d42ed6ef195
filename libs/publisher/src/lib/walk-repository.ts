import { toVaultError } from '@ragnos-vault/errors';
import { collect, memoryCache, openTrustedClient } from '@ragnos-vault/metadata';
import type { Fetcher, TrustedClient } from '@ragnos-vault/metadata';

/** One target of a role, by which a client comes to load that role. */
export interface Sample {
  readonly role: string;
  readonly path: string;
  readonly length: number;
}

/** What a client holds before it walks. */
export interface WalkStart {
  readonly name: 'root' | 'live state';
  readonly root: Uint8Array;
  /** timestamp.json, snapshot.json, targets.json: absent where nothing but the root is known. */
  readonly known: ReadonlyMap<string, Uint8Array>;
}

export interface WalkFailure {
  /** Absent where the client could not even refresh. */
  readonly path?: string;
  readonly message: string;
}

export interface WalkInput {
  readonly start: WalkStart;
  readonly now: Date;
  readonly samples: readonly Sample[];
}

/** Port: a client other than ours goes the same way. */
export type Walk = (input: WalkInput, fetcher: Fetcher) => Promise<readonly WalkFailure[]>;

/** Refreshes, finds and downloads the samples as our own client does. */
export const walkRepository: Walk = async ({ start, now, samples }, fetcher) => {
  const cache = memoryCache(start.known);
  const client = openTrustedClient({ trustedRoot: start.root, now, ignoresClock: true }, { fetcher, cache });
  try {
    await client.refresh();
  } catch (error) {
    return [failure(error)];
  }
  const failures: WalkFailure[] = [];
  for (const { path } of samples) {
    try {
      await fetchTarget(path, client);
    } catch (error) {
      failures.push({ path, ...failure(error) });
    }
  }
  return failures;
};

async function fetchTarget(path: string, client: TrustedClient): Promise<void> {
  const target = await client.findTarget(path);
  if (target === undefined) throw new Error('it was not found');
  await collect(client.download(target));
}

function failure(error: unknown): WalkFailure {
  const { code, message } = toVaultError(error);
  return { message: code === 'ERR_INTERNAL' ? message : `${message} (${code})` };
}
