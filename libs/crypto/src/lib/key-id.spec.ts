import { describe, expect, it } from '@jest/globals';
import { keyIdOf } from './key-id.ts';
import type { PublicKey } from './signer.ts';

const key: PublicKey = {
  keytype: 'ed25519',
  scheme: 'ed25519',
  keyval: { public: 'edcd0a32a07dce33f7c7873aaffbff36d20ea30787574ead335eefd337e4dacd' },
};

describe('keyIdOf', () => {
  it('is the SHA-256 of the canonical JSON of type, value and scheme', () => {
    expect(keyIdOf(key)).toBe('2345a90ad8d76f3677f9ad6695b0ba0b5c7b7fbf27fb0ed35fbdf7b71264a679');
  });

  it('does not depend on the order of fields, nor on fields beside them', () => {
    const { keytype, scheme, keyval } = key;
    const decorated: PublicKey = Object.assign({ 'x-owner': 'alice', scheme, keyval }, { keytype });
    expect(keyIdOf(decorated)).toBe(keyIdOf(key));
  });

  it('differs for another value', () => {
    expect(keyIdOf({ ...key, keyval: { public: '0'.repeat(64) } })).not.toBe(keyIdOf(key));
  });
});
