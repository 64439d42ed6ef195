import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { encodeCanonicalJson } from './canonical-json.ts';
import { sha256Hex } from './digest.ts';
import type { JsonValue } from './json-value.ts';

const text = (value: unknown): string => new TextDecoder().decode(encodeCanonicalJson(value as JsonValue));

/** Canonical JSON with its raw control characters escaped, which makes it JSON. */
const asJson = (canonical: string): unknown =>
  JSON.parse(
    canonical.replace(/[\u0000-\u001f]/g, (raw) => `\\u${raw.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );

const nested = (levels: number): JsonValue => (levels === 0 ? [] : [nested(levels - 1)]);

describe('canonical JSON', () => {
  it.each<[string, JsonValue, string]>([
    ['an empty object', {}, '{}'],
    ['an empty list', [], '[]'],
    ['null and booleans', [null, true, false], '[null,true,false]'],
    ['no white space', { a: [1, { b: 2 }], c: '' }, '{"a":[1,{"b":2}],"c":""}'],
    [
      'names in order',
      { b: 1, a: 2, aa: 3, A: 4, '10': 5, '9': 6 },
      '{"10":5,"9":6,"A":4,"a":2,"aa":3,"b":1}',
    ],
    ['escapes of quote and backslash', '"\\"', '"\\"\\\\\\""'],
    ['control characters raw', 'a\n\t\u0000\u007f', '"a\n\t\u0000\u007f"'],
    ['no escape of slash or non-ASCII', 'ä/😀\u2028', '"ä/😀\u2028"'],
    ['the largest integers', [2 ** 53 - 1, -(2 ** 53) + 1], '[9007199254740991,-9007199254740991]'],
    ['minus zero as zero', -0, '0'],
    ['a whole float as the integer it is', 1.0, '1'],
    ['the name of the prototype', JSON.parse('{"__proto__":1}') as JsonValue, '{"__proto__":1}'],
    ['an object without a prototype', Object.assign(Object.create(null), { a: 1 }) as JsonValue, '{"a":1}'],
  ])('writes %s', (_name, value, expected) => {
    expect(text(value)).toBe(expected);
  });

  it('gives the bytes behind a key id that securesystemslib computed', () => {
    const key = {
      scheme: 'ed25519',
      keyval: { public: 'edcd0a32a07dce33f7c7873aaffbff36d20ea30787574ead335eefd337e4dacd' },
      keytype: 'ed25519',
      keyid_hash_algorithms: ['sha256', 'sha512'],
    };
    expect(sha256Hex(encodeCanonicalJson(key))).toBe(
      '59a4df8af818e9ed7abe0764c0b47b4240952aa0d179b5b78346c470ac30278d',
    );
  });

  it('sorts names by code point, so that an emoji stands after U+FB00 and not before', () => {
    expect(text({ '\u{1f600}': 1, '\ufb00': 2, 'a\u{1f600}': 3, 'a\uffff': 4, '\ud7ff': 5, a: 6 })).toBe(
      '{"a":6,"a\uffff":4,"a\u{1f600}":3,"\ud7ff":5,"\ufb00":2,"\u{1f600}":1}',
    );
  });

  it('writes what is longer than one piece of it', () => {
    const list = Array.from({ length: 5_000 }, (_, at) => `\u00e9\u{1f600}${at}`);
    expect(text({ list, next: 'x'.repeat(100_000) })).toBe(
      `{"list":[${list.map((item) => `"${item}"`).join(',')}],"next":"${'x'.repeat(100_000)}"}`,
    );
  });

  it('writes what lies 64 levels deep', () => {
    expect(text(nested(63))).toBe('['.repeat(64) + ']'.repeat(64));
  });

  const cycle: unknown[] = [];
  cycle.push(cycle);
  it.each<[string, unknown]>([
    ['a float', 1.5],
    ['an integer beyond 2^53', 2 ** 53],
    ['an integer that prints with an exponent', 1e21],
    ['NaN', NaN],
    ['infinity', Infinity],
    ['a bigint', 1n],
    ['undefined', undefined],
    ['an undefined member', { a: undefined }],
    ['a hole in a list', new Array(1)],
    ['a function', () => 1],
    ['a symbol', Symbol('a')],
    ['a date', new Date(0)],
    ['a map', new Map()],
    ['bytes', new Uint8Array(1)],
    ['a boxed string', Object('a')],
    ['an instance of a class', new URL('file:///')],
    ['a lone surrogate', 'a\ud800'],
    ['a lone surrogate in a name', { '\udc00': 1 }],
    ['65 levels', nested(64)],
    ['a cycle', cycle],
  ])('refuses %s', (_name, value) => {
    expect(() => text(value)).toThrow(expect.objectContaining({ code: 'ERR_CANONICAL_JSON' }));
    expect(() => text({ deep: [value] })).toThrow(expect.objectContaining({ code: 'ERR_CANONICAL_JSON' }));
  });

  it('writes a megabyte of quotes and 100,000 names in linear time', () => {
    const names = Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`\u{1f600}${n * 7919}`, n]));
    const started = performance.now();
    text(['"'.repeat(1_000_000), names]);
    // Quadratic work takes minutes here; a loaded machine takes a few seconds.
    expect(performance.now() - started).toBeLessThan(30_000);
  });
});

describe('the laws of canonical JSON', () => {
  const json = fc.letrec<{ value: JsonValue; object: Record<string, JsonValue> }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constant(null),
      fc.boolean(),
      fc.maxSafeInteger(),
      fc.string({ unit: 'binary' }),
      fc.array(tie('value')),
      tie('object'),
    ),
    object: fc.dictionary(fc.string({ unit: 'binary' }), tie('value'), { noNullPrototype: true }),
  }));

  it('parsing what was encoded gives the same value back', () => {
    fc.assert(
      fc.property(json.value, (value) => expect(asJson(text(value))).toEqual(value)),
      { numRuns: 500 },
    );
  });

  it('encoding does not depend on the order in which names were added', () => {
    const reversed = (value: JsonValue): JsonValue => {
      if (Array.isArray(value)) return value.map((item: JsonValue) => reversed(item));
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([name, member]) => [name, reversed(member)]),
      );
    };
    fc.assert(fc.property(json.value, (value) => expect(text(reversed(value))).toBe(text(value))));
  });

  it('names stand in the order of their UTF-8 bytes', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ unit: 'binary' })), (names) => {
        const written = text(Object.fromEntries(names.map((name) => [name, 0])));
        const expected = names
          .toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
          .map((name) => `${text(name)}:0`);
        expect(written).toBe(`{${expected.join(',')}}`);
      }),
    );
  });
});
