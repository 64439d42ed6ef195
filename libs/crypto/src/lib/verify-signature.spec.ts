import { constants, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { keyIdOf } from './key-id.ts';
import { parsePublicKey } from './parse-public-key.ts';
import { publicKeyOf } from './public-key.ts';
import { signerFromPrivateKey } from './signer-from-private-key.ts';
import type { PublicKey } from './signer.ts';
import { verifySignature } from './verify-signature.ts';

const makeRsa = (): KeyObject => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const makeEd25519 = (): KeyObject => generateKeyPairSync('ed25519').privateKey;
const makeP256 = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const makeP384 = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;

const rsa = makeRsa();
const ed25519 = makeEd25519();
const p256 = makeP256();
const p384 = makeP384();
const KEYS: readonly [string, KeyObject, () => KeyObject][] = [
  ['RSA', rsa, makeRsa],
  ['Ed25519', ed25519, makeEd25519],
  ['ECDSA P-256', p256, makeP256],
  ['ECDSA P-384', p384, makeP384],
];

const message = new TextEncoder().encode('plugin');
const fromBase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));

describe.each(KEYS)('signatures by %s', (_name, privateKey, makeAnother) => {
  const signer = signerFromPrivateKey(privateKey);
  const { publicKey: key } = signer;

  it('verify for the bytes that were signed, whatever these are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), async (bytes) => {
        expect(verifySignature({ key, bytes, signature: await signer.sign(bytes) })).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it('fail once any bit of the message or of the signature is flipped', async () => {
    const signature = await signer.sign(message);
    fc.assert(
      fc.property(fc.boolean(), fc.nat(), (inMessage, bit) => {
        const flipped = flip(inMessage ? message : signature, bit);
        const input = inMessage
          ? { key, bytes: flipped, signature }
          : { key, bytes: message, signature: flipped };
        expect(verifySignature(input)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('fail, and do not throw, for bytes that are no signature', async () => {
    const signature = await signer.sign(message);
    const around = [
      new Uint8Array(),
      signature.subarray(1),
      signature.subarray(0, -1),
      Buffer.concat([signature, Buffer.alloc(1)]),
    ];
    for (const bad of around) expect(verifySignature({ key, bytes: message, signature: bad })).toBe(false);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (noise) => {
        expect(verifySignature({ key, bytes: message, signature: noise })).toBe(false);
      }),
    );
  });

  it('fail under another key of the same type', async () => {
    const signature = await signer.sign(message);
    expect(verifySignature({ key: publicKeyOf(makeAnother()), bytes: message, signature })).toBe(false);
  });

  it('carry the id of their key, in a signer that shows nothing else of it', () => {
    expect(signer.keyId).toBe(keyIdOf(publicKeyOf(privateKey)));
    expect(Object.keys(signer).toSorted()).toEqual(['keyId', 'publicKey', 'sign']);
    expect(inspect(signer, { depth: null })).not.toContain('PrivateKeyObject');
  });

  it('are plain bytes of their own', async () => {
    const signature = await signer.sign(message);
    expect(Buffer.isBuffer(signature)).toBe(false);
    expect(signature.byteLength).toBe(signature.buffer.byteLength);
  });
});

describe('the salt of RSA-PSS', () => {
  const key = publicKeyOf(rsa);
  const withSalt = (saltLength: number): Uint8Array =>
    sign('sha256', message, { key: rsa, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength });

  it('has 32 bytes in our signatures: a verifier that insists on them accepts', async () => {
    expect(verifySignature({ key, bytes: message, signature: withSalt(32) })).toBe(true);
    expect(
      verifySignature({ key, bytes: message, signature: await signerFromPrivateKey(rsa).sign(message) }),
    ).toBe(true);
  });

  it.each([0, 20, 31, 33, constants.RSA_PSS_SALTLEN_MAX_SIGN])(
    'of another length (%d) is refused',
    (length) => {
      expect(verifySignature({ key, bytes: message, signature: withSalt(length) })).toBe(false);
    },
  );

  it('is not optional: PKCS#1 v1.5 is refused', () => {
    expect(verifySignature({ key, bytes: message, signature: sign('sha256', message, rsa) })).toBe(false);
  });
});

describe('signatures made elsewhere', () => {
  it('verify: Ed25519, RFC 8032, 7.1, test 2', () => {
    const key: PublicKey = {
      keytype: 'ed25519',
      scheme: 'ed25519',
      keyval: { public: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c' },
    };
    const signature = new Uint8Array(
      Buffer.from(
        '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da' +
          '085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
        'hex',
      ),
    );
    expect(verifySignature({ key, bytes: Uint8Array.of(0x72), signature })).toBe(true);
    expect(verifySignature({ key, bytes: Uint8Array.of(0x73), signature })).toBe(false);
  });

  it('verify: RSA-PSS by OpenSSL', () => {
    const key = parsePublicKey(`-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAvsWmMl2bvJ7WsrlDF2QU
FvjKhKivePxpM9qAomaBKvqEDW7GtilLcpITVBGzCHZU6NRpSY9ezAnWWxUlzlJf
uoFoWcfEFn6dbL0fHV7LHfq8kPqP6CsQohUZdIRZ88Cl2PIvRy3OZYrrlADNsYME
nyNAXI2B0K61GnVJbGbAG8DnFNvvfKP6YGD9vPT3X5ubsFYeHdQ4+nRuYqAUoxNt
azzbYkGgBI05c39N25S6HH2gCEx/nUmBDlrG752FC4pl6suswm5OI7DwNpEb0IGW
p59sDW6GdgZ0pKu9IJArlG56LdPulEbYl/yvl7nksOce9ULnFqoiwwRQ+1j5dsCJ
9wIDAQAB
-----END PUBLIC KEY-----`);
    const signature = fromBase64(
      'HMtrWAqhJV/P/7bAGFQAeCx1JBOB4u4u02K/8FFTEUD7ADaHajmS57sEz7Acf6hvCig5fb5dvY8xd7GiXTBUid8LkRILNy6OGHWYZYCgzwK8' +
        'ABpQ0rdSBdKXqU6yZHkuG9mUdIKXurxB+08i5iCGnSRVDRR+bf4TsihfFiSN3gIg+F/aq1g0oP0tARPlnkLXaLbu5Ye7DPoiuyNESBf09gn4' +
        '+gWiOIJ+z0ZEyjVjD6d3fQ15eMDno1T9ysv1qTTvhASS7FLKbfeEixbc+R7I27OaQBo9ZNWMlvGAfAysYtHC76NV9xi0QmCA/nIGEdR7g2Aa' +
        'AF+aJ8kzzDDMG3wnmA==',
    );
    expect(verifySignature({ key, bytes: message, signature })).toBe(true);
  });

  it('verify: ECDSA by OpenSSL', () => {
    const key = parsePublicKey(`-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE1enk6RrK/t0RgxVMFCqF/RbPuJVb
+zqXAsbb6uZgI9itbyvV27mff4bJG1W+nwN6aIyjC1d/gZFFE20RjUy23w==
-----END PUBLIC KEY-----`);
    const signature = fromBase64(
      'MEUCIF6jVBG/S4oqfTwfe4Fo+FOeVeIjHZTe7IdkFXAkvgDdAiEAgtViiEd4N7CBxQh+5rDW180Bia2UMrQNozCm3zPSSjs=',
    );
    expect(verifySignature({ key, bytes: message, signature })).toBe(true);
  });
});

describe('the key of a signature', () => {
  const verifyWith = (key: PublicKey) => () =>
    verifySignature({ key, bytes: message, signature: new Uint8Array(64) });
  const ed = publicKeyOf(ed25519);
  const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({
    type: 'spki',
    format: 'pem',
  });

  it.each<[string, PublicKey]>([
    ['a P-256 key under the scheme of P-384', { ...publicKeyOf(p256), scheme: 'ecdsa-sha2-nistp384' }],
    ['a P-384 key under the scheme of P-256', { ...publicKeyOf(p384), scheme: 'ecdsa-sha2-nistp256' }],
    ['an RSA key that says it is ECDSA', { ...publicKeyOf(rsa), keytype: 'ecdsa' }],
    ['an RSA key under the scheme of ECDSA', { ...publicKeyOf(rsa), scheme: 'ecdsa-sha2-nistp256' }],
    ['an Ed25519 key under the scheme of RSA', { ...ed, scheme: 'rsassa-pss-sha256' }],
    ['an RSA key of 1024 bits', { ...publicKeyOf(rsa), keyval: { public: weak.toString() } }],
    ['a scheme that nobody knows', { ...publicKeyOf(rsa), scheme: 'toString' as 'ed25519' }],
  ])('is refused: %s', (_name, key) => {
    expect(verifyWith(key)).toThrow(expect.objectContaining({ code: 'ERR_KEY_UNSUPPORTED' }));
  });

  it.each<[string, PublicKey]>([
    ['hex of 63 digits', { ...ed, keyval: { public: 'a'.repeat(63) } }],
    ['hex of 66 digits', { ...ed, keyval: { public: 'a'.repeat(66) } }],
    ['upper-case hex, which would be a second id of one key', { ...ed, keyval: { public: 'A'.repeat(64) } }],
    ['hex and a line end', { ...ed, keyval: { public: `${'a'.repeat(64)}\n` } }],
    ['no PEM', { ...publicKeyOf(rsa), keyval: { public: 'a' } }],
    [
      'a private key',
      { ...publicKeyOf(rsa), keyval: { public: rsa.export({ type: 'pkcs8', format: 'pem' }).toString() } },
    ],
  ])('is refused: %s', (_name, key) => {
    expect(verifyWith(key)).toThrow(expect.objectContaining({ code: 'ERR_KEY_INVALID' }));
  });
});

describe('signerFromPrivateKey', () => {
  it('refuses a public key', () => {
    const { publicKey } = generateKeyPairSync('ed25519');
    expect(() => signerFromPrivateKey(publicKey)).toThrow(
      expect.objectContaining({ code: 'ERR_KEY_INVALID' }),
    );
  });

  it('refuses a key that no client would accept', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-521' });
    expect(() => signerFromPrivateKey(privateKey)).toThrow(
      expect.objectContaining({ code: 'ERR_KEY_UNSUPPORTED' }),
    );
  });
});

function flip(bytes: Uint8Array, bit: number): Uint8Array {
  const flipped = Uint8Array.from(bytes);
  const at = bit % (bytes.length * 8);
  flipped[at >> 3]! ^= 1 << (at & 7);
  return flipped;
}
