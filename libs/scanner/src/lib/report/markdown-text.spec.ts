import { describe, expect, it } from '@jest/globals';
import { toMarkdownText } from './markdown-text.ts';

describe('text of a plugin in markdown', () => {
  it.each([
    ['a cell', 'a | b', 'a &#124; b'],
    ['code', '`rm`', '&#96;rm&#96;'],
    ['HTML', '<img onerror>', '&#60;img onerror&#62;'],
    ['an entity', '&lt;b&gt;', '&#38;lt;b&#38;gt;'],
    ['a link', '[x](javascript:y)', '&#91;x&#93;&#40;javascript:y&#41;'],
    ['a picture', '![x][y]', '&#33;&#91;x&#93;&#91;y&#93;'],
    ['an address', 'https://a.example/', 'https&#58;//a.example/'],
    ['a host', 'WWW.a.example', 'WWW&#46;a.example'],
    [
      'emphasis',
      '**a** __b__ ~~c~~',
      '&#42;&#42;a&#42;&#42; &#95;&#95;b&#95;&#95; &#126;&#126;c&#126;&#126;',
    ],
    ['a backslash', 'a\\|b', 'a&#92;&#124;b'],
    ['a formula', '$a$', '&#36;a&#36;'],
    ['a mention', 'to @mention', 'to @&#8203;mention'],
    ['a heading', '# a', '&#35; a'],
    ['a list', '- a', '&#45; a'],
    ['a numbered list', '1. a', '&#49;. a'],
    ['indented code', '    a', '&#32;   a'],
    ['a direction', 'a\u202eb', 'a&#92;u&#123;202e&#125;b'],
    ['a colour', '\u001b[2J', '&#92;u&#123;1b&#125;&#91;2J'],
    ['a line', 'a\r\n\n# b', 'a&#92;u&#123;d&#125;&#92;u&#123;a&#125;&#92;u&#123;a&#125;&#35; b'],
    ['half a character', '\ud83d', '&#92;u&#123;d83d&#125;'],
    ['nothing', '', ''],
  ])('begins no %s', (...[, text, shown]) => {
    expect(toMarkdownText(text)).toBe(shown);
  });

  it('is cut where it is long', () => {
    expect(toMarkdownText('a'.repeat(1_000_000))).toBe(`${'a'.repeat(500)}...`);
  });
});
