import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseJson } from './parse-json.ts';

const parse = (text: string): unknown => parseJson(new TextEncoder().encode(text));
const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

describe('parseJson', () => {
  it.each([
    ['an object', '{"a":[1,{"b":null}],"c":"d"}'],
    ['white space around everything', ' \t\r\n{ "a" : 1 , "b" : [ ] } '],
    ['the same name in two objects', '{"a":{"a":1},"b":{"a":2},"c":[{"a":3},{"a":4}]}'],
    ['a name of the outer object again after an inner one', '{"a":{"b":1},"b":2}'],
    ['a value equal to a name', '{"a":"a","b":"a"}'],
    ['strings that look like structure', '{"a":"{\\"a\\":1,","b":"\\\\","c":"[["}'],
    ['a prototype name as a value', '["__proto__","constructor",{"a":"prototype"}]'],
    ['names that begin like prototype names', '{"__proto":1,"constructor_":2,"Prototype":3}'],
    ['a scalar', '"a"'],
    ['64 levels', nested(64)],
    ['many levels side by side', `[${Array.from({ length: 100 }, () => nested(63)).join(',')}]`],
  ])('reads %s as JSON.parse does', (_name, text) => {
    expect(parse(text)).toEqual(JSON.parse(text));
  });

  it('gives ordinary objects', () => {
    expect(Object.getPrototypeOf(parse('{"a":1}'))).toBe(Object.prototype);
  });

  it.each([
    ['nothing', ''],
    ['a byte order mark', '\ufeff{}'],
    ['trailing data', '{} {}'],
    ['a trailing comma', '{"a":1,}'],
    ['a comment', '{} // a'],
    ['a string without an end', '{"a'],
    ['a string that ends in an escape', '"a\\"'],
    ['an unknown escape in a name', '{"\\x":1}'],
    ['a raw control character', '"\n"'],
    ['too many closing brackets', ']]]'],
    ['names in a list', '["a":1]'],
    ['NaN', 'NaN'],
    ['a name twice', '{"a":1,"a":1}'],
    ['a name twice, once escaped', '{"a":1,"\\u0061":2}'],
    ['a name twice, far apart', '{"a":1,"b":{"c":[{},{"d":"}"}]},"a":2}'],
    ['a name twice in an inner object', '[[{"x":{"a":1 , "a" : 2}}]]'],
    ['an empty name twice', '{"":1,"":2}'],
    ['a name twice that ends in a backslash', '{"\\\\":1,"\\\\":2}'],
    ['__proto__', '{"__proto__":{"admin":true}}'],
    ['__proto__, escaped', '{"a":{"\\u005f_proto__":1}}'],
    ['constructor', '[{"constructor":1}]'],
    ['prototype', '{"a":{"prototype" \n: 1}}'],
    ['65 levels', nested(65)],
    ['65 levels of objects', `${'{"a":'.repeat(65)}1${'}'.repeat(65)}`],
  ])('refuses %s', (_name, text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'ERR_JSON_INVALID' }));
  });

  it.each([
    ['a lone continuation byte', [0x22, 0x80, 0x22]],
    ['an overlong slash', [0x22, 0xc0, 0xaf, 0x22]],
    ['a surrogate', [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ['a cut character', [0x22, 0xf0, 0x9f, 0x98]],
    ['UTF-16', [0xff, 0xfe, 0x7b, 0, 0x7d, 0]],
  ])('refuses bytes that are not UTF-8: %s', (_name, bytes) => {
    expect(() => parseJson(Uint8Array.from(bytes))).toThrow(
      expect.objectContaining({ code: 'ERR_JSON_INVALID' }),
    );
  });

  it.each([
    [
      'an object of 200,001 members',
      `{${Array.from({ length: 200_001 }, (_, at) => `"${at}":0`).join(',')}}`,
    ],
    ['1,000,001 objects and lists', `[${Array.from({ length: 1_000_000 }, () => '{}').join(',')}]`],
  ])('refuses %s, and takes one less', (_name, text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'ERR_JSON_INVALID' }));
    expect(parse(text.replace(/"0":0,|\{\},/, ''))).toBeDefined();
  });

  it('finds a name that stands twice among few and among many', () => {
    for (const count of [1, 7, 8, 9, 10, 1_000]) {
      const names = Array.from({ length: count }, (_, at) => `"n${at}":0`);
      expect(() => parse(`{${names.join(',')},"n${count - 1}":0}`)).toThrow('twice');
      expect(() => parse(`{${names.join(',')},"n${count}":0}`)).not.toThrow();
    }
  });

  it('repeats no text of the input in its own message', () => {
    expect(() => parse('{"\u009b31m":1,"\u009b31m":2}')).toThrow(
      /^not acceptable as JSON: a name stands twice in one object, at character 10$/,
    );
  });

  it.each([
    ['open brackets', '['.repeat(1e7)],
    ['balanced brackets', nested(5e6)],
    ['backslashes', `["${'\\'.repeat(1e7)}"]`],
    ['escaped quotes', `["${'\\"'.repeat(5e6)}"]`],
    ['a string without an end', `"${'\\"'.repeat(5e6)}`],
    ['blanks after a string', `["a"${' '.repeat(1e7)}]`],
    ['strings side by side', `[${'"" ,'.repeat(2e6)}1]`],
    ['empty objects', `[${'{},'.repeat(3e6)}1]`],
  ])('takes linear time for ten megabytes of %s', (_name, text) => {
    const bytes = new TextEncoder().encode(text);
    const started = performance.now();
    try {
      parseJson(bytes);
    } catch (error) {
      expect(error).toMatchObject({ code: 'ERR_JSON_INVALID' });
    }
    expect(performance.now() - started).toBeLessThan(30_000);
  });
});

describe('the laws of parseJson', () => {
  const isPlain = (name: string): boolean => !['__proto__', 'constructor', 'prototype'].includes(name);
  const name = fc.string({ unit: 'binary' }).filter(isPlain);

  it('reads whatever JSON.stringify writes', () => {
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.jsonValue({ maxDepth: 0, stringUnit: 'binary' }),
        fc.array(tie('value')),
        fc.dictionary(name, tie('value')),
      ),
    }));
    fc.assert(
      fc.property(value, fc.constantFrom(undefined, 2, '\t'), (written, indent) => {
        const text = JSON.stringify(written, undefined, indent);
        expect(parse(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('reads no text that JSON.parse refuses, and none otherwise than JSON.parse does', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      ':',
      ',',
      '\\',
      'a',
      '1',
      ' ',
      '"a":',
      '"b"',
      'null',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        const ours = outcomeOf(() => parse(text));
        expect([{ refused: 'ERR_JSON_INVALID' }, outcomeOf(() => JSON.parse(text))]).toContainEqual(ours);
      }),
      { numRuns: 5000 },
    );
  });

  it('accepts an object whose names all differ, and refuses it once any one of them is repeated', () => {
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1 }), fc.nat(), (names, pick) => {
        const members = names.map((text) => `${JSON.stringify(text)}:0`);
        expect(Object.keys(parse(`{${members.join(',')}}`) as object).toSorted()).toEqual(names.toSorted());
        const again = members[pick % members.length]!;
        expect(() => parse(`{${[...members, again].join(',')}}`)).toThrow('twice');
      }),
    );
  });
});

function outcomeOf(run: () => unknown): unknown {
  try {
    return { value: run() };
  } catch (error) {
    return { refused: (error as { code?: string }).code };
  }
}
