import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { foldName } from './fold-name.ts';
import { createNameRegistry } from './name-registry.ts';

const file = (path: string): { path: string; kind: 'file' } => ({ path, kind: 'file' });
const folder = (path: string): { path: string; kind: 'folder' } => ({ path, kind: 'folder' });

describe('the name registry', () => {
  it('takes files beside each other, and a folder again and again', () => {
    const names = createNameRegistry({ maxMembers: 10 });
    for (const member of [
      folder('a'),
      file('a/b'),
      folder('a'),
      file('a/c/d'),
      folder('a/c'),
      file('a-b'),
      folder('a/c'),
    ]) {
      names.add(member);
    }
    expect(() => names.add(file('a/c/D'))).toThrow(
      expect.objectContaining({ code: 'ERR_ARCHIVE_COLLISION' }),
    );
  });

  it.each([
    [file('a'), file('a')],
    [file('a'), folder('a')],
    [folder('a'), file('a')],
    [folder('a'), folder('A')],
    [file('a/b/c'), folder('a/B')],
    [file('a/b'), file('A/c')],
    [file('a/b'), file('a/b/c/d')],
    [file('\u00e9'), file('\u00c9')],
  ])('refuses %j, then %j, and names both', (first, second) => {
    const names = createNameRegistry({ maxMembers: 10 });
    names.add(first);
    expect(() => names.add(second)).toThrow(
      expect.objectContaining({
        code: 'ERR_ARCHIVE_COLLISION',
        facts: expect.objectContaining({ first: expect.any(String), path: expect.any(String) }),
      }),
    );
  });
});

describe('foldName', () => {
  it.each([
    ['stra\u00dfe', 'STRASSE'],
    ['\u1e9e', 'ss'],
    ['\u03c2', '\u03c3'],
    ['\ufb01', 'FI'],
    ['\u017f', 's'],
    ['\u0149', '\u02bcN'],
    ['\u2460', '1'],
    ['a\u034f\ufe0fb', 'AB'],
    ['\u1e9b\u0323', '\u1e69'],
    ['\u0130', 'i\u0307'],
  ])('holds %j and %j for one name', (left, right) => {
    expect(foldName(left)).toBe(foldName(right));
  });

  it('does not change with case or normal form, and is a fixed point', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        const key = foldName(name);
        expect(foldName(key)).toBe(key);
        for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD'] as const)
          expect(foldName(name.normalize(form))).toBe(key);
        expect(foldName(name.toUpperCase())).toBe(key);
        expect(foldName(name.toLowerCase())).toBe(key);
      }),
      { numRuns: 2000 },
    );
  });
});
