import { VaultError } from '@ragnos-vault/errors';
import type { MetadataCache } from '../ports.ts';

const NAME = 'last-refresh';
const RFC_3339 = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?Z$/;

/** Clocks that are kept right are seconds apart, also those of two machines that share a cache. */
const TOLERANCE_MS = 60_000;

/** When a refresh last succeeded; the latest time that is known to have been. */
export async function readLastRefresh(cache: MetadataCache): Promise<Date | undefined> {
  const text = Buffer.from((await cache.read(NAME)) ?? []).toString();
  return RFC_3339.test(text) && !Number.isNaN(Date.parse(text)) ? new Date(text) : undefined;
}

/**
 * Notes a refresh that succeeded. All metadata was fresh at that time, so that a clock which runs ahead can be recorded
 * only as far as the expiry of the timestamp.
 */
export async function recordRefresh(now: Date, cache: MetadataCache): Promise<void> {
  await cache.exclusive(async () => {
    const known = await readLastRefresh(cache);
    if (known === undefined || known < now) await cache.write(NAME, Buffer.from(now.toISOString()));
  });
}

/**
 * A clock that was put back makes expired metadata look fresh (tough does this check too).
 *
 * @throws ERR_CLOCK_STEPPED_BACK, with the file that holds the later time
 */
export async function assertClock(now: Date, cache: MetadataCache): Promise<void> {
  const known = await readLastRefresh(cache);
  if (known === undefined || known.getTime() - now.getTime() <= TOLERANCE_MS) return;
  const file = cache.pathOf?.(NAME);
  const facts = { now: now.toISOString(), lastRefresh: known.toISOString() };
  const noted = file === undefined ? '' : ` (${file})`;
  throw new VaultError(
    'ERR_CLOCK_STEPPED_BACK',
    `the clock says ${facts.now}, but the last refresh was at ${facts.lastRefresh}${noted}`,
    { facts: { ...facts, ...(file !== undefined && { file }) } },
  );
}
