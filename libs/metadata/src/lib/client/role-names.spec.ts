import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cachedName, remotePath } from './role-names.ts';

describe('the name of a role in the repository', () => {
  it.each([
    ['snapshot', 3, 'metadata/3.snapshot.json'],
    ['timestamp', undefined, 'metadata/timestamp.json'],
    ['a b?#', 1, 'metadata/1.a b?#.json'],
    ['../up', 1, 'metadata/1...%2Fup.json'],
    ['100%', 1, 'metadata/1.100%25.json'],
    ['a\\b', 1, 'metadata/1.a%5Cb.json'],
    ['\u0000', undefined, 'metadata/%00.json'],
  ])('%j, version %s, is %s', (role, version, expected) => {
    expect(remotePath(role, version)).toBe(expected);
  });

  it('never has more segments than one file in one folder', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (role) => {
        expect(remotePath(role, 1).split(/[/\\]/)).toHaveLength(2);
      }),
    );
  });
});

describe('the name of a role in the cache', () => {
  it.each(['root', 'timestamp', 'snapshot', 'targets'])('%s keeps its plain name', (role) => {
    expect(cachedName(role)).toBe(`${role}.json`);
  });

  it.each(['Targets', 'ROOT', '1.root', '27.Root', 'con', 'NUL', 'aux.1'])(
    '%s takes no name that is taken',
    (role) => {
      expect(cachedName(role)).toMatch(/^(%[0-9a-f]{2})+\.json$/);
    },
  );

  it('is one of its own for every role, a single segment, and short enough for a file', () => {
    const role = fc.string({ unit: 'binary', minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(role, role, (one, other) => {
        expect(cachedName(one)).toMatch(/^[^/\\\p{Cc}]{1,210}\.json$/u);
        expect(cachedName(one) === cachedName(other)).toBe(one === other);
      }),
      { numRuns: 50 },
    );
  });
});
