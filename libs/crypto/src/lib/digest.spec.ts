import { describe, expect, it } from '@jest/globals';
import { sha256Hex, sha512Hex } from './digest.ts';

const abc = new TextEncoder().encode('abc');

describe('digests', () => {
  it('are those of FIPS 180-4', () => {
    expect(sha256Hex(abc)).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(sha512Hex(abc)).toBe(
      'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a' +
        '2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
    );
  });

  it('cover the view that was given and not the buffer behind it', () => {
    expect(sha256Hex(new TextEncoder().encode('xabcx').subarray(1, 4))).toBe(sha256Hex(abc));
  });
});
