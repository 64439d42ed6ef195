import { describe, expect, it } from '@jest/globals';
import { analyse } from '../testing/analyse.ts';
import { HOLE, type Text } from './text.ts';
import { textsOf } from './texts.ts';

const texts = (source: string): readonly Text[] => {
  const { analysis, asked } = analyse(source);
  return textsOf(analysis, asked);
};

describe('textsOf', () => {
  it.each([
    ['a literal', `ask('a')`, 'a', 'written'],
    ['escapes', String.raw`ask('\x61\u{62}')`, 'ab', 'written'],
    ['a constant', `const a = 'a'; ask(a)`, 'a', 'written'],
    ['a sum', `ask('a' + 'b' + 'c')`, 'abc', 'joined'],
    ['a template', 'const b = "b"; ask(`a${b}c`)', 'abc', 'joined'],
    ['a join', `const l = ['a', 'b']; ask(l.join('-'))`, 'a-b', 'joined'],
    ['a reversal', `ask('cba'.split('').reverse().join(''))`, 'abc', 'joined'],
    ['a piece', `ask('xabcx'.slice(1, 4))`, 'abc', 'joined'],
    ['a replacement', `ask('aXc'.replace('X', 'b'))`, 'abc', 'joined'],
    ['an element', `const l = ['a', 'b']; ask(l[1])`, 'b', 'written'],
    ['a member', `const o = { a: { b: 'c' } }; ask(o.a.b)`, 'c', 'written'],
    ['additions', `let s = 'a'; s += 'b'; s += 'c'; ask(s)`, 'abc', 'joined'],
    ['base64', `ask(Buffer.from('YWJj', 'base64').toString())`, 'abc', 'decoded'],
    ['hex', `ask(Buffer.from('616263', 'hex').toString('utf8'))`, 'abc', 'decoded'],
    ['atob', `ask(atob('YWJj'))`, 'abc', 'decoded'],
    ['codes', `ask(String.fromCharCode(97, 98, 99))`, 'abc', 'decoded'],
    ['a list of codes', `ask(String.fromCharCode(...[97, 98, 99]))`, 'abc', 'decoded'],
    ['percent codes', `ask(decodeURIComponent('%61bc'))`, 'abc', 'decoded'],
    [
      'a decoder of its own',
      `const d = (x) => Buffer.from(x, 'hex').toString(); d('00'); ask(d('616263'))`,
      'abc',
      'decoded',
    ],
    ['a parameter', `function f(x) { ask(x + 'b') } f('a')`, 'ab', 'joined'],
    ['a place', `ask(require('path').join(require('os').homedir(), '.npmrc'))`, '~/.npmrc', 'joined'],
  ])('folds %s', (...[, source, value, made]) => {
    expect(texts(source)).toEqual([{ value, complete: true, made }]);
  });

  it('leaves a hole for what is not known', () => {
    expect(texts(`ask('a' + b + 'c')`)).toEqual([{ value: `a${HOLE}c`, complete: false, made: 'joined' }]);
  });

  it('keeps every candidate', () => {
    const values = texts(`let a = 'a'; if (x) a = 'b'; ask(a + 'c')`).map(({ value }) => value);
    expect(values.toSorted()).toEqual(['ac', 'bc']);
  });

  it.each([
    ['what is not known', 'ask(a)'],
    ['a number that counts', 'let i = 0; i = i + 1; ask(i + 2)'],
    ['a pattern, which is never executed', `ask('aaaa'.replace(/(a+)+$/, 'b'))`],
  ])('says nothing of %s', (_name, source) => {
    expect(texts(source).filter(({ value }) => !/^\d+$/.test(value))).toEqual([]);
  });

  it('survives sums that are longer than any stack, and circles', () => {
    const sum = Array.from({ length: 20_000 }, () => `'a'`).join('+');
    expect(texts(`ask(${sum})`)[0]?.value).toHaveLength(20_000);
    expect(
      texts(`let a = 'x'; a = a + a; a = f(a); function f(b) { return f(b + a); } ask(a)`).length,
    ).toBeGreaterThan(0);
  });
});
