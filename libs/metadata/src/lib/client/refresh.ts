import type { Fetcher, MetadataCache } from '../ports.ts';
import { openCacheView, type CacheView } from './cache-view.ts';
import { memoryCache } from './cache.ts';
import { openSession } from './client-state.ts';
import type { ClientState, Session, SessionInput, SessionPorts } from './client-state.ts';
import { assertClock, readLastRefresh, recordRefresh } from './last-refresh.ts';
import { cacheSource, repositorySource } from './metadata-source.ts';
import { refreshRoles } from './refresh-roles.ts';

export interface RefreshInput extends SessionInput {
  readonly offline?: boolean;
  readonly acceptExpiredMetadataUnsafe?: boolean;
  readonly ignoresClock?: boolean;
}

export interface RefreshPorts {
  readonly fetcher: Fetcher;
  readonly cache: MetadataCache;
}

/** Each further attempt means that another client has brought the cache forward, so this is far beyond what happens. */
const MAX_ATTEMPTS = 32;

/** Earlier than the expiry of anything. */
const BEFORE_ALL = new Date(0);

/**
 * Brings the trusted metadata up to date, or offline proves again what is there. Clients that share a cache do so side
 * by side: one whose view of it was overtaken begins anew.
 *
 * @throws ERR_CLOCK_STEPPED_BACK, with nothing asked for and nothing changed; the refusals of metadata; ERR_OFFLINE;
 * ERR_LOCKED
 */
export async function refresh(input: RefreshInput, { fetcher, cache }: RefreshPorts): Promise<ClientState> {
  const { now, offline = false, ignoresClock = false } = input;
  if (!ignoresClock) await assertClock(now, cache);
  const session = await inTurn(cache, (view) =>
    offline ? proveOffline(input, view) : prove(input, { source: repositorySource(fetcher), cache: view }),
  );
  if (offline) return { ...session, lastRefresh: await readLastRefresh(cache) };
  if (!ignoresClock) await recordRefresh(now, cache);
  return { ...session, lastRefresh: now };
}

/** A verdict on files of two different refreshes is none: where the cache has moved meanwhile, the work is done again. */
export async function inTurn<T>(cache: MetadataCache, work: (view: CacheView) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const view = openCacheView(cache);
    try {
      return await work(view);
    } catch (error) {
      if (attempt === MAX_ATTEMPTS || !(await view.hasMoved())) throw error;
    }
  }
}

/** What the cache holds comes in as if a mirror had sent it, to a client that knows nothing but its root. */
export function offlinePorts(view: CacheView): SessionPorts {
  return { source: cacheSource(view), cache: openCacheView(memoryCache()) };
}

function proveOffline(input: RefreshInput, view: CacheView): Promise<Session> {
  const now = input.acceptExpiredMetadataUnsafe === true ? BEFORE_ALL : input.now;
  return prove({ ...input, now }, offlinePorts(view));
}

async function prove(input: SessionInput, ports: SessionPorts): Promise<Session> {
  const session = openSession(input, ports);
  await refreshRoles(session);
  return session;
}
