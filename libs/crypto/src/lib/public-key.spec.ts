import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { keyIdOf } from './key-id.ts';
import { parsePublicKey } from './parse-public-key.ts';
import { publicKeyOf } from './public-key.ts';

const P256 = `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE1enk6RrK/t0RgxVMFCqF/RbPuJVb
+zqXAsbb6uZgI9itbyvV27mff4bJG1W+nwN6aIyjC1d/gZFFE20RjUy23w==
-----END PUBLIC KEY-----
`;

const P256_COMPRESSED = `-----BEGIN PUBLIC KEY-----
MDkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDIgAD1enk6RrK/t0RgxVMFCqF/RbPuJVb
+zqXAsbb6uZgI9g=
-----END PUBLIC KEY-----
`;

const P256_EXPLICIT = `-----BEGIN PUBLIC KEY-----
MIIBSzCCAQMGByqGSM49AgEwgfcCAQEwLAYHKoZIzj0BAQIhAP////8AAAABAAAA
AAAAAAAAAAAA////////////////MFsEIP////8AAAABAAAAAAAAAAAAAAAA////
///////////8BCBaxjXYqjqT57PrvVV2mIa8ZR0GsMxTsPY7zjw+J9JgSwMVAMSd
NgiG5wSTamZ44ROdJreBn36QBEEEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5
RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9QIhAP////8AAAAA
//////////+85vqtpxeehPO5ysL8YyVRAgEBA0IABNXp5Okayv7dEYMVTBQqhf0W
z7iVW/s6lwLG2+rmYCPYrW8r1du5n3+GyRtVvp8DemiMowtXf4GRRRNtEY1Mtt8=
-----END PUBLIC KEY-----
`;

const pem = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });

describe('publicKeyOf', () => {
  it('gives RSA and ECDSA keys as PEM SPKI', () => {
    expect(publicKeyOf(rsa.privateKey)).toEqual({
      keytype: 'rsa',
      scheme: 'rsassa-pss-sha256',
      keyval: { public: pem(rsa.publicKey) },
    });
    const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey;
    expect(publicKeyOf(p384)).toEqual({
      keytype: 'ecdsa',
      scheme: 'ecdsa-sha2-nistp384',
      keyval: { public: pem(p384) },
    });
    expect(publicKeyOf(createPublicKey(P256))).toMatchObject({
      scheme: 'ecdsa-sha2-nistp256',
      keyval: { public: P256 },
    });
  });

  it('gives an Ed25519 key as 64 hex digits: the one of RFC 8032, 7.1, test 1', () => {
    const seed = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60';
    const der = Buffer.from(`302e020100300506032b657004220420${seed}`, 'hex');
    expect(publicKeyOf(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }))).toEqual({
      keytype: 'ed25519',
      scheme: 'ed25519',
      keyval: { public: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a' },
    });
  });

  it('is the same for both halves of a pair', () => {
    expect(publicKeyOf(rsa.publicKey)).toEqual(publicKeyOf(rsa.privateKey));
  });

  it.each<[string, () => KeyObject]>([
    ['RSA of 1024 bits', () => generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey],
    ['RSA of 2047 bits', () => generateKeyPairSync('rsa', { modulusLength: 2047 }).publicKey],
    ['RSA with the exponent 1', () => rsaPublicKey(256, '01')],
    ['RSA with a giant exponent', () => rsaPublicKey(256, 'ff'.repeat(100))],
    ['RSA of 16384 bits', () => rsaPublicKey(2048, '010001')],
    ['RSA that may do PSS only', () => generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).publicKey],
    [
      'a curve that is not one of ours',
      () => generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey,
    ],
    ['P-521', () => generateKeyPairSync('ec', { namedCurve: 'P-521' }).publicKey],
    ['Ed448', () => generateKeyPairSync('ed448').publicKey],
    ['X25519', () => generateKeyPairSync('x25519').publicKey],
    ['a secret', () => createSecretKey(createHmac('sha256', 'a').digest())],
  ])('refuses %s', (_name, make) => {
    expect(() => publicKeyOf(make())).toThrow(expect.objectContaining({ code: 'ERR_KEY_UNSUPPORTED' }));
  });
});

describe('parsePublicKey', () => {
  it.each([
    ['as it is', P256],
    ['with CRLF', P256.replaceAll('\n', '\r\n')],
    ['in one line, as a variable may hold it', P256.replaceAll('\n', ' ')],
    ['without its last line end', P256.trimEnd()],
    ['with a compressed point', P256_COMPRESSED],
    ['with explicit curve parameters', P256_EXPLICIT],
  ])('gives one key one value and one id, written %s', (_name, text) => {
    expect(parsePublicKey(text)).toEqual(publicKeyOf(createPublicKey(P256)));
    expect(keyIdOf(parsePublicKey(text))).toBe(keyIdOf(parsePublicKey(P256)));
  });

  it('reads Ed25519', () => {
    const { publicKey } = generateKeyPairSync('ed25519');
    expect(parsePublicKey(pem(publicKey))).toEqual(publicKeyOf(publicKey));
  });

  const spki = Buffer.from(P256.split('\n').slice(1, 3).join(''), 'base64');
  const block = (label: string, der: Uint8Array): string =>
    `-----BEGIN ${label}-----\n${Buffer.from(der).toString('base64')}\n-----END ${label}-----\n`;
  it.each([
    ['nothing', ''],
    ['hex digits', 'a'.repeat(64)],
    ['two keys', P256 + P256],
    ['text before the key', `my key\n${P256}`],
    ['another end', P256.replace('END PUBLIC', 'END PRIVATE')],
    ['damaged base64', P256.replace('MFkw', 'MFk=')],
    ['base64 with loose last bits', P256.replace('w==', 'x==')],
    ['an empty block', block('PUBLIC KEY', new Uint8Array())],
    ['cut DER', block('PUBLIC KEY', spki.subarray(0, -1))],
    ['data behind the DER', block('PUBLIC KEY', Buffer.concat([spki, Buffer.from([0])]))],
    [
      'a point off the curve',
      block(
        'PUBLIC KEY',
        spki.map((byte, at) => (at === 90 ? byte ^ 1 : byte)),
      ),
    ],
    ['a PKCS#1 key', rsa.publicKey.export({ type: 'pkcs1', format: 'pem' }).toString()],
    ['a private key', rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()],
    ['a certificate', block('CERTIFICATE', spki)],
  ])('refuses %s', (_name, text) => {
    expect(() => parsePublicKey(text)).toThrow(expect.objectContaining({ code: 'ERR_KEY_INVALID' }));
  });

  it('refuses a sound key of a kind that is not accepted', () => {
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey;
    expect(() => parsePublicKey(pem(weak))).toThrow(expect.objectContaining({ code: 'ERR_KEY_UNSUPPORTED' }));
  });

  it('takes linear time for a megabyte of blanks and dashes', () => {
    const started = performance.now();
    for (const text of [
      ' '.repeat(1e6),
      `-----BEGIN A-----${' '.repeat(1e6)}`,
      '-----BEGIN A-----'.repeat(6e4),
    ]) {
      expect(() => parsePublicKey(text)).toThrow(expect.objectContaining({ code: 'ERR_KEY_INVALID' }));
    }
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

function rsaPublicKey(modulusBytes: number, exponent: string): KeyObject {
  const n = Buffer.alloc(modulusBytes, 0xff).toString('base64url');
  const e = Buffer.from(exponent, 'hex').toString('base64url');
  return createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' });
}
