import { VaultError } from '@ragnos-vault/errors';

const HOUR_MS = 3_600_000;
const FROM_NOW = /^\+([1-9][0-9]{0,4})([dh])$/;
const RFC_3339 = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

/** A moment as RFC 3339 says it, or from now on: `+14d`, `+36h`. @throws ERR_USAGE */
export function parseMoment(text: string, now: Date): Date {
  const [, count, unit] = FROM_NOW.exec(text) ?? [];
  if (count !== undefined) {
    return new Date(now.getTime() + Number(count) * HOUR_MS * (unit === 'd' ? 24 : 1));
  }
  const moment = new Date(text);
  if (isDate(RFC_3339.exec(text)?.[1]) && !Number.isNaN(moment.getTime())) return moment;
  throw new VaultError('ERR_USAGE', `not a time like 2030-01-31T00:00:00Z or +14d: ${text}`, {
    facts: { time: text },
  });
}

/** A day that is in the calendar: JavaScript reads February 30 as March 2. */
function isDate(day: string | undefined): boolean {
  if (day === undefined) return false;
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}
