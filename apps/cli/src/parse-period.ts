import { VaultError } from '@ragnos-vault/errors';

export const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const PERIOD = /^([0-9]{1,6})([smhd])$/;

/** The parser of an option that takes a time such as `90m`, `1h` or `7d`. @throws ERR_USAGE */
export function toMilliseconds(text: string): number {
  const [, count, unit] = PERIOD.exec(text) ?? [];
  if (unit === 's' || unit === 'm' || unit === 'h' || unit === 'd') return Number(count) * UNIT_MS[unit];
  throw new VaultError('ERR_USAGE', `not a time like 90m, 1h or 7d: ${text}`, { facts: { time: text } });
}
