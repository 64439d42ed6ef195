import { describe, expect, it } from '@jest/globals';
import { parseAuditHead } from './parse-audit-head.ts';

const SHA256 = 'a1'.repeat(32);

describe('parseAuditHead', () => {
  it('reads what `log --verify` prints', () => {
    expect(parseAuditHead(`12:${SHA256}`)).toEqual({ seq: 12, sha256: SHA256 });
  });

  it.each([
    '',
    '12',
    `0:${SHA256}`,
    `12:${SHA256.toUpperCase()}`,
    `12:${SHA256}0`,
    `-1:${SHA256}`,
    ` 1:${SHA256}`,
  ])('refuses %p', (text) => {
    expect(() => parseAuditHead(text)).toThrow(expect.objectContaining({ code: 'ERR_USAGE' }));
  });
});
