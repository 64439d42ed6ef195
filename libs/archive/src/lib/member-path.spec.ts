import { posix, win32 } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DEFAULT_LIMITS } from './limits.ts';
import { parseMemberPath } from './member-path.ts';

const codeOf = (name: string): string | undefined => {
  try {
    parseMemberPath(name);
    return undefined;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('parseMemberPath', () => {
  it.each([
    ['package.json', 'package.json'],
    ['./package.json', 'package.json'],
    ['package/lib/a b.js', 'package/lib/a b.js'],
    ['.npmignore', '.npmignore'],
    ['..a/b..c/...d', '..a/b..c/...d'],
    ['@scope/name', '@scope/name'],
    ['auxiliary/console.js/com10/lpt', 'auxiliary/console.js/com10/lpt'],
    ['caf\u00e9/\u65e5\u672c\u8a9e/\u{1f600}.txt', 'caf\u00e9/\u65e5\u672c\u8a9e/\u{1f600}.txt'],
    ['heart\u2764\ufe0f.svg', 'heart\u2764\ufe0f.svg'],
    ['~/$a/%2e%2e', '~/$a/%2e%2e'],
    ['x'.repeat(255), 'x'.repeat(255)],
  ])('takes %j', (name, path) => {
    expect(parseMemberPath(name)).toBe(path);
  });

  it.each([
    '',
    '.',
    '..',
    './',
    './.',
    '././a',
    '/',
    '/a',
    './/a',
    '//host/share/a',
    'a/',
    'a//b',
    'a/./b',
    'a/../b',
    '../a',
    'a/..',
    '\\a',
    'a\\b',
    '\\\\?\\C:\\a',
    'C:',
    'c:/a',
    'c:a',
    'a:b',
    'a::$DATA',
    'con',
    'CON',
    'a/Prn.txt',
    'nul.tar.gz',
    'aux ',
    'nul .txt',
    'COM0',
    'com9.js',
    'LPT\u00b2',
    'conin$',
    'CONOUT$',
    'a.',
    'a ',
    'a./b',
    'a /b',
    'a/...',
    'a\0b',
    'a\tb',
    'a\u0085b',
    'a\u00adb',
    'a\u061cb',
    'a\u200db',
    'a\u2028b',
    'a\u2066b',
    'a\u2060b',
    'a\u{e0041}b',
    'a\ud800b',
    'e\u0301',
    '\u212b',
    'x'.repeat(256),
    '\u00e9'.repeat(128),
  ])('refuses %j', (name) => {
    expect(codeOf(name)).toBe('ERR_ARCHIVE_PATH');
  });

  it('counts the bytes and the depth of the whole path', () => {
    expect(codeOf(`${'\u00e9'.repeat(100)}/`.repeat(2) + '\u00e9'.repeat(55))).toBe(undefined);
    expect(codeOf(`${'\u00e9'.repeat(100)}/`.repeat(2) + '\u00e9'.repeat(56))).toBe('ERR_ARCHIVE_LIMIT');
    expect(codeOf('a/'.repeat(31) + 'a')).toBe(undefined);
    expect(codeOf('a/'.repeat(32) + 'a')).toBe('ERR_ARCHIVE_LIMIT');
    expect(parseMemberPath('a/b', { ...DEFAULT_LIMITS, maxDepth: 2 })).toBe('a/b');
  });

  it('puts no character that steers a terminal into its message', () => {
    expect(() => parseMemberPath('a\u001b[2J\u202e')).toThrow(
      expect.objectContaining({
        message: 'name holds control or invisible characters: a\\u{1b}[2J\\u{202e}',
        facts: { path: 'a\\u{1b}[2J\\u{202e}', rule: 'ARC-005' },
      }),
    );
  });

  it('gives a path that stays in its folder on every system, and is a fixed point', () => {
    const part = fc.oneof(
      fc.constantFrom('..', '.', '/', '\\', ':', 'C:', ' ', 'a', 'nul', './'),
      fc.string({ unit: 'grapheme' }),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const name = parts.join('');
        if (codeOf(name) !== undefined) return;
        const path = parseMemberPath(name);
        expect(parseMemberPath(path)).toBe(path);
        expect(posix.normalize(path)).toBe(path);
        expect(posix.relative('/root', posix.resolve('/root', path))).toBe(path);
        expect(win32.relative('C:\\root', win32.resolve('C:\\root', path))).toBe(path.replaceAll('/', '\\'));
      }),
      { numRuns: 2000 },
    );
  });
});
