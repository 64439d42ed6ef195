import { setTimeout as sleep } from 'node:timers/promises';

/** What is left of the time a transfer may take. Only waiting for the other side counts, never a slow reader. */
export interface Patience {
  /** Awaits `step`; when it takes too long, rejects with what `tooSlow` returns, whether `step` ends or not. */
  wait<T>(step: () => Promise<T>, tooSlow: () => Error): Promise<T>;
  sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void>;
  isOver(): boolean;
}

/** `idleMs` bounds each single wait, `totalMs` all of them together. */
export function createPatience(idleMs: number, totalMs: number): Patience {
  let left = totalMs;
  const spend = async <T>(work: () => Promise<T>): Promise<T> => {
    const started = performance.now();
    try {
      return await work();
    } finally {
      left -= performance.now() - started;
    }
  };
  return {
    wait: (step, tooSlow) =>
      spend(async () => {
        const late = Promise.withResolvers<never>();
        const timer = setTimeout(() => late.reject(tooSlow()), Math.max(0, Math.min(idleMs, left)));
        try {
          return await Promise.race([step(), late.promise]);
        } finally {
          clearTimeout(timer);
        }
      }),
    sleep: (milliseconds, signal) =>
      spend(() => sleep(Math.max(0, Math.min(milliseconds, left)), undefined, signal && { signal })),
    isOver: () => left <= 0,
  };
}
