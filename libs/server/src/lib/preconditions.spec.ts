import { describe, expect, it } from '@jest/globals';
import { isRangeCurrent, weighConditions } from './preconditions.ts';

const ETAG = '"abc"';
const OLDER = 'Thu, 01 Jan 2026 00:00:00 GMT';
const SAME = 'Thu, 01 Jan 2026 00:00:10 GMT';
const LATER = 'Thu, 01 Jan 2026 00:00:20 GMT';
const FUTURE = 'Thu, 01 Jan 2026 02:00:00 GMT';
const NOW = new Date('2026-01-01T01:00:00Z');
const file = { etag: ETAG, lastModified: new Date('2026-01-01T00:00:10Z') };

describe('weighConditions', () => {
  it.each([
    [{}, 'send'],
    [{ 'if-none-match': ETAG }, 'not-modified'],
    [{ 'if-none-match': `W/${ETAG}` }, 'not-modified'],
    [{ 'if-none-match': `"x", ${ETAG} ,"y"` }, 'not-modified'],
    [{ 'if-none-match': ' * ' }, 'not-modified'],
    [{ 'if-none-match': '"x", W/"y"' }, 'send'],
    [{ 'if-none-match': 'abc' }, 'send'],
    [{ 'if-none-match': '' }, 'send'],
    [{ 'if-none-match': '"x"', 'if-modified-since': LATER }, 'send'],
    [{ 'if-modified-since': SAME }, 'not-modified'],
    [{ 'if-modified-since': LATER }, 'not-modified'],
    [{ 'if-modified-since': OLDER }, 'send'],
    [{ 'if-modified-since': FUTURE }, 'send'],
    [{ 'if-modified-since': 'yesterday' }, 'send'],
    [{ 'if-modified-since': '2026-01-01T00:00:20Z' }, 'send'],
    [{ 'if-match': ETAG }, 'send'],
    [{ 'if-match': '*' }, 'send'],
    [{ 'if-match': `W/${ETAG}` }, 'failed'],
    [{ 'if-match': '"x"' }, 'failed'],
    [{ 'if-match': '"x"', 'if-none-match': ETAG }, 'failed'],
    [{ 'if-match': ETAG, 'if-unmodified-since': OLDER }, 'send'],
    [{ 'if-unmodified-since': SAME }, 'send'],
    [{ 'if-unmodified-since': OLDER }, 'failed'],
    [{ 'if-unmodified-since': 'nonsense' }, 'send'],
  ] as const)('weighs %j as %s', (headers, verdict) => {
    expect(weighConditions(headers, file, NOW)).toBe(verdict);
  });

  it('ignores dates for a file that has none yet', () => {
    const young = { etag: ETAG, lastModified: undefined };
    expect(weighConditions({ 'if-modified-since': LATER }, young, NOW)).toBe('send');
    expect(weighConditions({ 'if-unmodified-since': OLDER }, young, NOW)).toBe('send');
    expect(weighConditions({ 'if-none-match': ETAG }, young, NOW)).toBe('not-modified');
  });
});

describe('isRangeCurrent', () => {
  it.each([
    [undefined, true],
    [ETAG, true],
    [SAME, true],
    [`W/${ETAG}`, false],
    ['"x"', false],
    [OLDER, false],
    [LATER, false],
    ['', false],
  ])('answers If-Range %j with %s', (header, expected) => {
    expect(isRangeCurrent(header, file)).toBe(expected);
  });
});
