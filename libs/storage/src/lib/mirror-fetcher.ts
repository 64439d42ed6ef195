import type { FetchOptions, Fetcher, Mirror } from '@ragnos-vault/metadata';
import { failedSearch, isMirrorFailure, type MirrorAnswer } from './mirror-answer.ts';
import { isProbedRoot } from './probed-root.ts';
import { skipBytes } from './skip-bytes.ts';

type Chunks = AsyncIterable<Uint8Array>;

/** How long further mirrors may take to say whether they have a newer root. */
const ROOT_PROBE_MS = 3_000;

/**
 * One repository that lies at several places, tried in the given order for each file.
 *
 * - A mirror that fails, or lacks the file, is left for the next, also in the middle of a file. One that failed is
 *   asked last from then on, so that its deadlines are waited for once.
 * - "Not there" is what all of them say; where one failed instead, that is the error, since it may have the file.
 * - The next root is asked of every mirror before it counts as not there: a mirror that withholds it would keep alive
 *   the keys which it revokes. Here a mirror that fails is passed over, or one dead mirror would stop them all.
 * - `mirrors` gives a caller who found that bytes do not verify the places to try instead.
 */
export function mirrorFetcher(mirrors: readonly Mirror[]): Fetcher {
  const failed = new Set<Mirror>();
  const inOrder = (places: readonly Mirror[]): readonly Mirror[] => [
    ...places.filter((place) => !failed.has(place)),
    ...places.filter((place) => failed.has(place)),
  ];
  const from = (places: readonly Mirror[]): Fetcher => ({
    get: (path, options) => get({ path, options, failed, left: [...inOrder(places)], said: [] }),
  });
  return {
    ...from(mirrors),
    mirrors: () => inOrder(mirrors).map(({ name }, at, places) => ({ name, ...from(places.slice(at)) })),
  };
}

/** One file on its way, over as many mirrors as it takes. */
interface Search {
  readonly path: string;
  readonly options: FetchOptions;
  readonly failed: Set<Mirror>;
  /** The mirrors that were not asked yet, best first. */
  readonly left: Mirror[];
  /** What those that were left had said. */
  readonly said: MirrorAnswer[];
}

interface Found {
  readonly mirror: Mirror;
  readonly chunks: Chunks;
}

async function get(search: Search): Promise<Chunks | undefined> {
  const found = await findNext(search);
  if (found !== undefined) return readOn(search, found);
  const isCertain = search.said.every(({ error }) => error === undefined);
  if (isCertain || (isProbedRoot(search.path) && isMissingSomewhere(search))) return undefined;
  throw failedSearch(search.path, search.said);
}

async function findNext(search: Search): Promise<Found | undefined> {
  for (let mirror = search.left.shift(); mirror !== undefined; mirror = search.left.shift()) {
    try {
      const chunks = await mirror.get(search.path, optionsOf(search));
      if (chunks !== undefined) return { mirror, chunks };
      search.said.push({ name: mirror.name, error: undefined });
    } catch (error) {
      leave(mirror, error, search);
    }
  }
  return undefined;
}

/** Goes on with the next mirror where one fails half-way; that the parts fit together is for the caller to verify. */
async function* readOn(search: Search, first: Found): AsyncGenerator<Uint8Array> {
  let delivered = 0;
  for (let found: Found | undefined = first; found !== undefined; found = await findNext(search)) {
    try {
      for await (const chunk of skipBytes(found.chunks, delivered, found.mirror.name)) {
        delivered += chunk.length;
        yield chunk;
      }
      return;
    } catch (error) {
      leave(found.mirror, error, search);
    }
  }
  throw failedSearch(search.path, search.said);
}

/** Notes why a mirror is left. What is not its failure passes through. */
function leave(mirror: Mirror, error: unknown, { options, failed, said }: Search): void {
  if (!isMirrorFailure(error) || options.signal?.aborted === true) throw error;
  if (error.code === 'ERR_FETCH_FAILED') failed.add(mirror);
  said.push({ name: mirror.name, error });
}

function optionsOf(search: Search): FetchOptions {
  const { options, path } = search;
  if (!isProbedRoot(path) || !isMissingSomewhere(search)) return options;
  const soon = AbortSignal.timeout(ROOT_PROBE_MS);
  const signal = options.signal === undefined ? soon : AbortSignal.any([options.signal, soon]);
  return { ...options, signal };
}

function isMissingSomewhere({ said }: Search): boolean {
  return said.some(({ error }) => error === undefined);
}
