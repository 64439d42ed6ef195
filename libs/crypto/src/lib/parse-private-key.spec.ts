import {
  createCipheriv,
  createPublicKey,
  generateKeyPairSync,
  scryptSync,
  type KeyObject,
} from 'node:crypto';
import { inspect } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { derInteger, derOctetString, derOid, derSequence } from './encode-der.ts';
import { encodePem } from './encode-pem.ts';
import { encodePrivateKey } from './encode-private-key.ts';
import { contentOf, DER_TAG, parseDer, parseInteger, parseOid, parseSequence } from './parse-der.ts';
import { parsePem } from './parse-pem.ts';
import { isEncryptedPrivateKey, parsePrivateKey } from './parse-private-key.ts';
import { OID } from './pbes2.ts';

const MESSAGE = 'the passphrase of a key is wrong or was not given';
const PASSPHRASE = 'correct horse battery staple';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const ed25519 = generateKeyPairSync('ed25519').privateKey;
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;

/** As OpenSSL and Node encrypt: PBES2 with PBKDF2. */
const byPbkdf2 = (key: KeyObject, passphrase: string, cipher = 'aes-256-cbc'): string =>
  key.export({ type: 'pkcs8', format: 'pem', cipher, passphrase }).toString();

const thrownBy = (run: () => unknown): unknown => {
  try {
    return { returned: run() };
  } catch (error) {
    return error;
  }
};

describe('a private key at rest', () => {
  it.each<[string, KeyObject]>([
    ['RSA', rsa],
    ['Ed25519', ed25519],
    ['ECDSA', p384],
  ])('comes back as it was: %s', async (_name, key) => {
    const plain = await encodePrivateKey(key);
    expect(plain).toBe(key.export({ type: 'pkcs8', format: 'pem' }));
    expect(parsePrivateKey(plain).equals(key)).toBe(true);
    expect(parsePrivateKey(plain, 'ignored').equals(key)).toBe(true);
    const encrypted = await encodePrivateKey(key, PASSPHRASE);
    expect(parsePrivateKey(encrypted, PASSPHRASE).equals(key)).toBe(true);
    expect([isEncryptedPrivateKey(plain), isEncryptedPrivateKey(encrypted)]).toEqual([false, true]);
  });

  it('is encrypted with PBES2: scrypt of N=2^14, r=8, p=5, a salt of 16 bytes, and AES-256-CBC', async () => {
    const [outer] = parseDer(parsePem(await encodePrivateKey(ed25519, PASSPHRASE)).der);
    const [pbes2, parameters] = parseSequence(parseSequence(outer)[0]);
    const [derivation, encryption] = parseSequence(parameters).map(parseSequence);
    const [salt, ...cost] = parseSequence(derivation?.[1]);
    expect([pbes2, derivation?.[0], encryption?.[0]].map(parseOid)).toEqual([
      OID.pbes2,
      OID.scrypt,
      OID.aes256Cbc,
    ]);
    expect(contentOf(salt, DER_TAG.octetString)).toHaveLength(16);
    expect(cost.map(parseInteger)).toEqual([16384, 8, 5]);
  });

  it('is encrypted anew each time: neither salt, IV nor data repeat', async () => {
    const [one, two] = await Promise.all([encodePrivateKey(ed25519, 'a'), encodePrivateKey(ed25519, 'a')]);
    expect(one).not.toBe(two);
  });

  it('keeps no trace of the plain key where it is encrypted', async () => {
    const { der } = parsePem(await encodePrivateKey(ed25519, PASSPHRASE));
    const secret = Buffer.from(ed25519.export({ format: 'jwk' }).d!, 'base64url');
    expect(Buffer.from(der).includes(secret)).toBe(false);
  });

  it.each([
    ['one letter', 'a'],
    ['a NUL inside', 'pass\u0000word'],
    ['letters beyond ASCII', 'pässwörd 😀'],
    ['1,024 bytes', 'x'.repeat(1024)],
  ])('opens with its passphrase: %s', async (_name, passphrase) => {
    const pem = await encodePrivateKey(ed25519, passphrase);
    expect(parsePrivateKey(pem, passphrase).equals(ed25519)).toBe(true);
  });

  it.each([
    ['an empty passphrase', ''],
    ['a passphrase too long to be read again', 'é'.repeat(513)],
  ])('is not encrypted under %s', async (_name, passphrase) => {
    await expect(encodePrivateKey(ed25519, passphrase)).rejects.toMatchObject({ code: 'ERR_PASSPHRASE' });
  });

  it('is private: a public key is refused', async () => {
    await expect(encodePrivateKey(createPublicKey(ed25519))).rejects.toMatchObject({
      code: 'ERR_KEY_INVALID',
    });
  });
});

describe('a wrong passphrase', () => {
  const slow: string[] = [];
  beforeAll(async () => {
    slow.push(await encodePrivateKey(ed25519, PASSPHRASE));
  });

  it.each([
    ['none', undefined],
    ['an empty one', ''],
    ['another', 'wrong'],
    ['the right one and a blank', `${PASSPHRASE} `],
    ['one that is too long for OpenSSL', 'x'.repeat(5000)],
  ])('is always the same error: %s', (_name, passphrase) => {
    for (const pem of [...slow, byPbkdf2(rsa, PASSPHRASE)]) {
      expect(() => parsePrivateKey(pem, passphrase)).toThrow(
        expect.objectContaining({ code: 'ERR_PASSPHRASE', message: MESSAGE, facts: {} }),
      );
    }
  });

  it('is the same error for each of 1,000, of which some end in padding that happens to fit', () => {
    const pem = byPbkdf2(ed25519, PASSPHRASE);
    const seen = new Set<string>();
    for (let n = 0; n < 1000; n += 1) {
      const error = thrownBy(() => parsePrivateKey(pem, `wrong ${n}`));
      expect(error).toMatchObject({ code: 'ERR_PASSPHRASE', message: MESSAGE });
      seen.add((error as { cause: { code: string } }).cause.code);
    }
    expect(seen).toContain('ERR_OSSL_BAD_DECRYPT');
  });

  it('is the same error whatever noise it decrypts to behind good padding', () => {
    const asn1 = fc.uint8Array({ maxLength: 100 }).map((bytes) => derSequence(derInteger(0), bytes));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 100 }), asn1), (noise) => {
        expect(() => parsePrivateKey(encryptedNoise(noise, 'wrong'), 'wrong')).toThrow(
          expect.objectContaining({ code: 'ERR_PASSPHRASE', message: MESSAGE }),
        );
      }),
      { numRuns: 500 },
    );
  });
});

describe('an encrypted key of another tool', () => {
  it.each(['aes-128-cbc', 'aes-192-cbc', 'aes-256-cbc', 'des-ede3-cbc'])(
    'is read: PBKDF2 with %s',
    (cipher) => {
      expect(parsePrivateKey(byPbkdf2(rsa, PASSPHRASE, cipher), PASSPHRASE).equals(rsa)).toBe(true);
    },
  );

  it.each([
    ['a key derivation that nobody knows', { derivation: '1.2.3' }],
    ['a cipher that nobody knows', { cipher: '1.2.3' }],
    ['PBES1', { scheme: '1.2.840.113549.1.5.3' }],
    ['scrypt that needs more memory than OpenSSL gives', { N: 2 ** 15 }],
  ])('is refused for what it is, and the passphrase is not blamed: %s', (_name, options) => {
    expect(() => parsePrivateKey(encryptedNoise(new Uint8Array(40), 'a', options), 'a')).toThrow(
      expect.objectContaining({ code: 'ERR_KEY_UNSUPPORTED' }),
    );
  });

  it('is refused where it holds a key that is not accepted', () => {
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
    expect(() => parsePrivateKey(byPbkdf2(weak, 'a'), 'a')).toThrow(
      expect.objectContaining({ code: 'ERR_KEY_UNSUPPORTED' }),
    );
  });
});

describe('a damaged private key', () => {
  const plain = parsePem(rsa.export({ type: 'pkcs8', format: 'pem' }).toString()).der;
  const encrypted = parsePem(byPbkdf2(ed25519, 'a')).der;

  it.each([
    ['nothing', ''],
    ['no PEM', 'a key'],
    ['a public key', createPublicKey(rsa).export({ type: 'spki', format: 'pem' }).toString()],
    ['PKCS#1', rsa.export({ type: 'pkcs1', format: 'pem' }).toString()],
    [
      'encrypted PKCS#1',
      rsa.export({ type: 'pkcs1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'a' }).toString(),
    ],
    ['SEC 1', p384.export({ type: 'sec1', format: 'pem' }).toString()],
    ['cut DER', encodePem('PRIVATE KEY', plain.subarray(0, -1))],
    ['DER with data behind it', encodePem('PRIVATE KEY', Buffer.concat([plain, Buffer.from([0])]))],
    ['an encrypted key under the header of a plain one', encodePem('PRIVATE KEY', encrypted)],
    ['a plain key under the header of an encrypted one', encodePem('ENCRYPTED PRIVATE KEY', plain)],
    ['encrypted: cut DER', encodePem('ENCRYPTED PRIVATE KEY', encrypted.subarray(0, -1))],
    [
      'encrypted: data behind it',
      encodePem('ENCRYPTED PRIVATE KEY', Buffer.concat([encrypted, Buffer.from([0])])),
    ],
    [
      'encrypted: another outer tag',
      encodePem('ENCRYPTED PRIVATE KEY', Buffer.concat([Buffer.from([0x31]), encrypted.subarray(1)])),
    ],
    ['encrypted: an empty sequence', encodePem('ENCRYPTED PRIVATE KEY', derSequence())],
    ['encrypted: half a block', encryptedNoise(new Uint8Array(20), 'a', { cut: 8 })],
    ['encrypted: no data', encryptedNoise(new Uint8Array(1), 'a', { cut: 16 })],
    ['encrypted: scrypt with N that is no power of two', encryptedNoise(new Uint8Array(1), 'a', { N: 3 })],
  ])('is ERR_KEY_INVALID, with and without a passphrase: %s', (_name, pem) => {
    expect(() => parsePrivateKey(pem)).toThrow(expect.objectContaining({ code: 'ERR_KEY_INVALID' }));
    expect(() => parsePrivateKey(pem, 'a')).toThrow(expect.objectContaining({ code: 'ERR_KEY_INVALID' }));
  });

  it('is one of three errors, or the same key, wherever a bit of it flips', () => {
    for (let at = 0; at < encrypted.length; at += 1) {
      const bytes = encrypted.map((byte, index) => (index === at ? byte ^ (1 << (at % 8)) : byte));
      const error = thrownBy(() => parsePrivateKey(encodePem('ENCRYPTED PRIVATE KEY', bytes), 'a'));
      expect(['ERR_KEY_INVALID', 'ERR_KEY_UNSUPPORTED', 'ERR_PASSPHRASE', undefined]).toContain(
        codeOf(error),
      );
    }
  });
});

describe('errors of private keys', () => {
  it('hold neither passphrase nor key, nor do their causes', () => {
    const plain = rsa.export({ type: 'pkcs8', format: 'pem' }).toString();
    const encrypted = byPbkdf2(rsa, PASSPHRASE);
    const damage = (pem: string): string => pem.replace(/.{20}\n-----END/, '\n-----END');
    const attempts: [string, string | undefined][] = [
      [encrypted, 'a wrong passphrase'],
      [damage(encrypted), 'a wrong passphrase'],
      [damage(plain), undefined],
      [plain.replaceAll('PRIVATE KEY', 'SECRET'), undefined],
      [`${plain}${plain}`, undefined],
      [plain.replaceAll('-----', ''), undefined],
    ];
    for (const [pem, passphrase] of attempts) {
      const error = thrownBy(() => parsePrivateKey(pem, passphrase));
      expect(error).toBeInstanceOf(Error);
      const shown =
        inspect(error, { depth: null, showHidden: true, maxStringLength: null }) + JSON.stringify(error);
      for (const line of pem.split('\n').filter((text) => text !== '' && !text.startsWith('-')))
        expect(shown).not.toContain(line);
      expect(shown).not.toContain('a wrong passphrase');
    }
  });
});

interface Noise {
  readonly scheme?: string;
  readonly derivation?: string;
  readonly cipher?: string;
  readonly N?: number;
  readonly cut?: number;
}

/** A whole, well-encrypted PBES2 container around bytes that are no key: what a wrong passphrase may find. */
function encryptedNoise(noise: Uint8Array, passphrase: string, options: Noise = {}): string {
  const { scheme = OID.pbes2, derivation = OID.scrypt, cipher = OID.aes256Cbc, N = 2, cut = 0 } = options;
  const iv = Buffer.alloc(16, 7);
  const salt = Buffer.alloc(16, 9);
  const aes = createCipheriv('aes-256-cbc', scryptSync(passphrase, salt, 32, { N: 2, r: 1, p: 1 }), iv);
  const data = Buffer.concat([aes.update(noise), aes.final()]);
  const kdf = derSequence(
    derOid(derivation),
    derSequence(derOctetString(salt), derInteger(N), derInteger(N > 3 ? 8 : 1), derInteger(1)),
  );
  const parameters = derSequence(kdf, derSequence(derOid(cipher), derOctetString(iv)));
  const der = derSequence(
    derSequence(derOid(scheme), parameters),
    derOctetString(data.subarray(0, data.length - cut)),
  );
  return encodePem('ENCRYPTED PRIVATE KEY', der);
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown }).code;
}
