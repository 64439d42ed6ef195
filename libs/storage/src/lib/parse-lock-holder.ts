/** Who holds a lock, for the message to those who wait. */
export interface LockHolder {
  readonly pid: number;
  readonly command: string;
  /** RFC 3339. */
  readonly since: string;
}

/** What a holder file says, or `undefined` where it says nothing: it may be half written at any time. */
export function parseLockHolder(text: string): LockHolder | undefined {
  const { pid, command, since } = parseObject(text);
  if (typeof pid !== 'number' || typeof command !== 'string' || typeof since !== 'string') return undefined;
  return { pid, command, since };
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
