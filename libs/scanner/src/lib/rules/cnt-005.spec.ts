import { describe, expect, it } from '@jest/globals';
import { hitsOf, js, manifest } from '../testing/hits-of.ts';

const payload = Array.from({ length: 16 }, (_, index) => String.fromCodePoint(0xe0100 + index)).join('');

describe('CNT-005 invisible or reordering characters', () => {
  it.each([
    ['a payload of variation selectors', js(`const s = \`${payload}\`;`), 'high index.js'],
    [
      'a payload of private use',
      js(
        `const s = '${Array.from({ length: 32 }, (_, at) => String.fromCodePoint(0xe000 + ((at * 37) % 256))).join('')}';`,
      ),
      'high index.js',
    ],
    [
      'a payload of zero-width characters',
      js(`const s = '${'\u{200B}\u{200C}'.repeat(8)}';`),
      'high index.js',
    ],
    ['a control that is open at the end of its line', js('/* \u{202E} } */ f();\n'), 'high index.js'],
    ['a name of blank letters', js('const \u{3164} = 1; f(\u{3164});'), 'high index.js'],
    ['a payload in a data file', { ...manifest({}), 'a.json': `{"a":"${payload}"}` }, 'high a.json'],
  ])('finds %s', (_name, files, hit) => {
    expect(hitsOf('CNT-005', files)).toEqual([hit]);
  });

  it.each([
    [
      'emoji, flags and families',
      js(`const s = '\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467} \u{2764}\u{FE0F}';`),
    ],
    ['isolates that are closed', js(`const s = '\u{2067}\u{05E9}\u{05DC}\u{2069}';`)],
    [
      'escapes',
      js(String.raw`const s = '\u202e\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b';`),
    ],
    [
      'a table of a code page',
      js(`const t = '${Array.from({ length: 32 }, (_, at) => String.fromCodePoint(0xe000 + at)).join('')}';`),
    ],
    ['prose from right to left', { ...manifest({}), 'README.md': '\u{202B}\u{05E9}\u{05DC}\n' }],
  ])('passes %s', (_name, files) => {
    expect(hitsOf('CNT-005', files)).toEqual([]);
  });
});
