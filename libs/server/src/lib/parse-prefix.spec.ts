import { describe, expect, it } from '@jest/globals';
import { parsePrefix } from './parse-prefix.ts';

describe('parsePrefix', () => {
  it.each([
    [undefined, []],
    ['', []],
    ['/', []],
    ['/vault', ['vault']],
    ['vault/', ['vault']],
    ['/a/b.c', ['a', 'b.c']],
  ])('reads %j', (prefix, segments) => {
    expect(parsePrefix(prefix)).toEqual(segments);
  });

  it.each(['/..', '/a/../b', '/a//b', '/a b', '/%41', '/a?b', '/a#b', '\\a', '/./a'])(
    'refuses %j',
    (prefix) => {
      expect(() => parsePrefix(prefix)).toThrow(
        expect.objectContaining({ code: 'ERR_USAGE', facts: { prefix } }),
      );
    },
  );
});
