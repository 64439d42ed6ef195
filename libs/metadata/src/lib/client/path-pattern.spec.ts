import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { matchesPathPattern } from './path-pattern.ts';

describe('a path pattern', () => {
  it.each([
    ['*', 'a', true],
    ['*', '.hidden', true],
    ['*', 'a/b', false],
    ['*/*', 'a/b', true],
    ['**', 'a/b', false],
    ['*', '', true],
    ['a/*', 'a', false],
    ['a/*', 'a/', true],
    ['*.tgz', 'a.tgz', true],
    ['*.tgz', '.tgz', true],
    ['*.tgz', 'a.tgz.x', false],
    ['a*b*c', 'aXbXbYc', true],
    ['a*b*c', 'aXbXbY', false],
    ['v?', 'v1', true],
    ['v?', 'v', false],
    ['v?', 'v10', false],
    ['?', '😀', true],
    ['?', '/', false],
    ['A', 'a', false],
    ['!a', 'b', false],
    ['!a', '!a', true],
    ['#a', '#a', true],
    ['{a,b}', 'a', false],
    ['[ab]', 'a', false],
    ['+(a)', 'a', false],
    ['', '', true],
    ['', 'a', false],
  ])('%j on %j is %s', (pattern, path, expected) => {
    expect(matchesPathPattern(path, pattern)).toBe(expected);
  });

  it('means what the regular expression of the same meaning does', () => {
    const text = (signs: string) => fc.string({ unit: fc.constantFrom(...signs.split(' ')), maxLength: 12 });
    fc.assert(
      fc.property(text('a b . /'), text('a b . / * ?'), (path, pattern) => {
        const source = pattern.replaceAll('.', '[.]').replaceAll('*', '[^/]*').replaceAll('?', '[^/]');
        expect(matchesPathPattern(path, pattern)).toBe(new RegExp(`^${source}$`).test(path));
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes no time that grows beyond the product of the lengths', () => {
    const started = performance.now();
    expect(matchesPathPattern('a'.repeat(5_000), `${'a*'.repeat(500)}b`)).toBe(false);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
