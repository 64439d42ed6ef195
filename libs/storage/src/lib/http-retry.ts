import { VaultError } from '@ragnos-vault/errors';
import { cancelled } from './http-request.ts';
import type { Progress, Transfer } from './http-transfer.ts';

// 416 follows only on a range, and the next request asks without one.
const TRANSIENT = new Set([408, 416, 429]);
const MAY_SAY_WHEN = new Set([429, 503]);
const REFUND_BYTES = 64 * 1024;

/**
 * True, after a pause, where a failed transfer should be tried again; false where that is pointless or was done
 * often enough.
 *
 * @throws ERR_FETCH_FAILED where the caller cancels during the pause
 */
export async function isWorthRetrying(transfer: Transfer, error: unknown): Promise<boolean> {
  const { progress, patience, timing, signal } = transfer;
  countFailure(progress);
  if (!isTransient(error) || signal?.aborted === true) return false;
  if (progress.failures >= timing.attempts || patience.isOver()) return false;
  if (error.facts['status'] === 416) progress.etag = undefined;
  try {
    await patience.sleep(delayOf(transfer, error), signal);
  } catch {
    throw cancelled(transfer);
  }
  return true;
}

function countFailure(progress: Progress): void {
  if (progress.delivered - progress.deliveredAtFailure >= REFUND_BYTES) progress.failures = 0;
  progress.failures += 1;
  progress.deliveredAtFailure = progress.delivered;
}

function isTransient(error: unknown): error is VaultError {
  if (!(error instanceof VaultError) || error.code !== 'ERR_FETCH_FAILED') return false;
  const { status } = error.facts;
  return status === undefined || (typeof status === 'number' && (status >= 500 || TRANSIENT.has(status)));
}

function delayOf({ timing, progress }: Transfer, error: VaultError): number {
  const { status, retryAfter } = error.facts;
  if (typeof status === 'number' && MAY_SAY_WHEN.has(status) && typeof retryAfter === 'string') {
    const asked = retryAfterMs(retryAfter);
    if (asked !== undefined) return Math.min(asked, timing.maxRetryAfterMs);
  }
  return timing.backoffMs * 2 ** (progress.failures - 1) * (0.5 + Math.random());
}

/** RFC 9110 10.2.3: seconds, or a date. */
function retryAfterMs(text: string): number | undefined {
  if (/^[0-9]+$/.test(text)) return Number(text) * 1000;
  const until = Date.parse(text);
  return Number.isNaN(until) ? undefined : Math.max(0, until - Date.now());
}
