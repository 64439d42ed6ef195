import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { derInteger, derOctetString, derOid, derSequence } from './encode-der.ts';
import { contentOf, DER_TAG, parseDer, parseInteger, parseOid, parseSequence } from './parse-der.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('the DER writer', () => {
  it.each([
    [0, '020100'],
    [1, '020101'],
    [127, '02017f'],
    [128, '02020080'],
    [255, '020200ff'],
    [256, '02020100'],
    [2048, '02020800'],
    [16384, '02024000'],
    [65535, '020300ffff'],
    [2 ** 40, '0206010000000000'],
  ])('writes the integer %d with no more bytes than it needs', (value, expected) => {
    expect(hex(derInteger(value))).toBe(expected);
  });

  it.each([
    ['1.2.840.113549.1.5.13', '06092a864886f70d01050d'],
    ['1.3.6.1.4.1.11591.4.11', '06092b06010401da47040b'],
    ['2.16.840.1.101.3.4.1.42', '060960864801650304012a'],
    ['2.999.3', '0603883703'],
  ])('writes the object identifier %s', (dotted, expected) => {
    expect(hex(derOid(dotted))).toBe(expected);
  });

  it.each([
    [0, '0400'],
    [127, '047f'],
    [128, '048180'],
    [255, '0481ff'],
    [256, '04820100'],
    [65536, '0483010000'],
  ])('writes the length %d in its shortest form', (length, prefix) => {
    expect(hex(derOctetString(new Uint8Array(length)))).toBe(prefix + '00'.repeat(length));
  });

  it('writes a sequence of what it is given', () => {
    expect(hex(derSequence(derInteger(1), derSequence()))).toBe('3005' + '020101' + '3000');
  });
});

describe('the DER reader', () => {
  it('reads back what the writer wrote', () => {
    const arcs = fc
      .tuple(fc.nat(2), fc.nat(39), fc.array(fc.nat(), { maxLength: 8 }))
      .map(([a, b, rest]) => [a, b, ...rest].join('.'));
    fc.assert(
      fc.property(
        fc.maxSafeInteger().map(Math.abs),
        arcs,
        fc.uint8Array({ maxLength: 300 }),
        (number, oid, bytes) => {
          const [outer] = parseDer(derSequence(derInteger(number), derOid(oid), derOctetString(bytes)));
          const [first, second, third] = parseSequence(outer);
          expect(parseInteger(first)).toBe(number);
          expect(parseOid(second)).toBe(oid);
          expect(contentOf(third, DER_TAG.octetString)).toEqual(bytes);
        },
      ),
    );
  });

  it.each([
    ['a tag alone', [0x30]],
    ['a length beyond the end', [0x30, 0x02, 0x00]],
    ['a long length that is cut', [0x30, 0x82, 0x01]],
    ['an indefinite length', [0x30, 0x80, 0x00, 0x00]],
    ['a length of five bytes', [0x30, 0x85, 0, 0, 0, 0, 1, 0]],
    ['data behind a value', [0x30, 0x00, 0x01]],
  ])('refuses %s', (_name, bytes) => {
    expect(() => parseDer(Uint8Array.from(bytes))).toThrow(
      expect.objectContaining({ code: 'ERR_KEY_INVALID' }),
    );
  });

  it('refuses a value of another tag, or none', () => {
    expect(() => parseSequence(parseDer(derInteger(1))[0])).toThrow(
      expect.objectContaining({ code: 'ERR_KEY_INVALID' }),
    );
    expect(() => parseOid(undefined)).toThrow(expect.objectContaining({ code: 'ERR_KEY_INVALID' }));
  });

  it('gives a key error and nothing else for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          parseDer(bytes);
        } catch (error) {
          expect(error).toMatchObject({ code: 'ERR_KEY_INVALID' });
        }
      }),
    );
  });
});
