/** Of every executor that changes a plugins folder. */
export interface LockOptions {
  /** In seconds. */
  readonly lockTimeout?: number;
}

/** What {@link LockOptions} say, as a session takes it. */
export function lockInput({ lockTimeout }: LockOptions): { readonly lockTimeoutMs?: number } {
  return lockTimeout === undefined ? {} : { lockTimeoutMs: lockTimeout * 1000 };
}
