import { describe, expect, it } from '@jest/globals';
import { generatePrivateKey } from './generate-private-key.ts';
import { publicKeyOf } from './public-key.ts';

describe('generatePrivateKey', () => {
  it('makes RSA of 3072 bits with e = 65537', async () => {
    const key = await generatePrivateKey('rsa');
    expect(key).toMatchObject({ type: 'private', asymmetricKeyType: 'rsa' });
    expect(key.asymmetricKeyDetails).toMatchObject({ modulusLength: 3072, publicExponent: 65537n });
  }, 60_000);

  it('makes Ed25519', async () => {
    expect(publicKeyOf(await generatePrivateKey('ed25519')).scheme).toBe('ed25519');
  });

  it('makes ECDSA on P-256', async () => {
    expect(publicKeyOf(await generatePrivateKey('ecdsa')).scheme).toBe('ecdsa-sha2-nistp256');
  });

  it('makes another key each time', async () => {
    const [one, two] = await Promise.all([generatePrivateKey('ed25519'), generatePrivateKey('ed25519')]);
    expect(one.equals(two)).toBe(false);
  });
});
