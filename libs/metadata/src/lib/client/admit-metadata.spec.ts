import { describe, expect, it } from '@jest/globals';
import { ECDH, generateKeyPairSync } from 'node:crypto';
import type { JsonObject, JsonValue } from '@ragnos-vault/crypto';
import { newSigner } from '@ragnos-vault/testing';
import { admitMetadata, type MetadataType } from './admit-metadata.ts';

const COMMON = { spec_version: '1.0.31', version: 1, expires: '2030-01-01T00:00:00Z' };
const SHA256 = 'ab'.repeat(32);
const [one, two] = [newSigner(), newSigner()];
const keys: JsonObject = { [one.keyId]: { ...one.publicKey }, [two.keyId]: { ...two.publicKey } };
const roles = Object.fromEntries(
  ['root', 'targets', 'snapshot', 'timestamp'].map((role) => [role, { keyids: [one.keyId], threshold: 1 }]),
);
const role = (change: JsonObject): JsonObject => ({
  name: 'vendor-acme',
  keyids: [one.keyId],
  threshold: 1,
  terminating: true,
  paths: ['plugins/acme/*'],
  ...change,
});

const VALID: Readonly<Record<MetadataType, JsonObject>> = {
  root: { _type: 'root', ...COMMON, consistent_snapshot: true, keys, roles },
  timestamp: { _type: 'timestamp', ...COMMON, meta: { 'snapshot.json': { version: 1 } } },
  snapshot: { _type: 'snapshot', ...COMMON, meta: { 'targets.json': { version: 1 } } },
  targets: {
    _type: 'targets',
    ...COMMON,
    targets: { 'a.tgz': { length: 1, hashes: { sha256: SHA256 } } },
    delegations: { keys, roles: [role({}), role({ name: '../odd?#/name' })] },
  },
};

function admit(type: MetadataType, change: JsonObject, signatures: JsonValue = []): Buffer {
  return admitMetadata(
    type,
    Buffer.from(JSON.stringify({ signatures, signed: { ...VALID[type], ...change } })),
  );
}

function rsaKey(bits: number): JsonObject {
  const pem = generateKeyPairSync('rsa', { modulusLength: bits })
    .publicKey.export({ type: 'spki', format: 'pem' })
    .toString();
  return { keytype: 'rsa', scheme: 'rsassa-pss-sha256', keyval: { public: pem } };
}

const ecdsaKey = (text: string): JsonObject => ({
  keytype: 'ecdsa',
  scheme: 'ecdsa-sha2-nistp256',
  keyval: { public: text },
});

function ecdsaForms(): { pem: string; point: string; compressed: string } {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const point = publicKey.export({ type: 'spki', format: 'der' }).subarray(-65).toString('hex');
  const compressed = String(ECDH.convertKey(point, 'prime256v1', 'hex', 'hex', 'compressed'));
  return { pem: publicKey.export({ type: 'spki', format: 'pem' }).toString(), point, compressed };
}

const withRoles = (...list: readonly JsonObject[]): JsonObject => ({ delegations: { keys, roles: list } });
const withBins = (change: JsonObject): JsonObject => ({
  delegations: {
    keys,
    succinct_roles: { keyids: [one.keyId], threshold: 1, bit_length: 4, name_prefix: 'bins', ...change },
  },
});
const withTarget = (target: JsonObject): JsonObject => ({ targets: { a: target } });
const withThreshold = (threshold: JsonValue): JsonObject => ({
  roles: { ...roles, root: { keyids: [one.keyId], threshold } },
});

describe('the admission guard', () => {
  it.each(['root', 'timestamp', 'snapshot', 'targets'] as const)(
    'admits %s as the specification writes it, byte for byte',
    (type) => {
      const admitted = Buffer.from(admit(type, { 'x-unknown': { kept: true } }));
      expect(JSON.parse(admitted.toString())).toMatchObject({
        signed: { 'x-unknown': { kept: true } },
      });
    },
  );

  const refused: readonly (readonly [string, MetadataType, JsonObject])[] = [
    ['version 0', 'timestamp', { version: 0 }],
    ['version -1', 'snapshot', { version: -1 }],
    ['version 1.5', 'targets', { version: 1.5 }],
    ['a version beyond 2^53', 'timestamp', { version: 2 ** 60 }],
    ['an expiry that never comes', 'timestamp', { expires: 'never' }],
    ['an expiry with a time zone', 'timestamp', { expires: '2030-01-01T00:00:00+02:00' }],
    ['another type', 'timestamp', { _type: 'snapshot' }],
    ...[0, -1, 0.5, 1.5, '1', null].map(
      (threshold) =>
        [`a threshold of ${JSON.stringify(threshold)}`, 'root', withThreshold(threshold)] as const,
    ),
    ['a named version of 0', 'snapshot', { meta: { 'targets.json': { version: 0 } } }],
    [
      'a named file with an empty list of digests',
      'timestamp',
      { meta: { 'snapshot.json': { version: 1, hashes: {} } } },
    ],
    ['a target without digests', 'targets', withTarget({ length: 1, hashes: {} })],
    ['a target with MD5 alone', 'targets', withTarget({ length: 1, hashes: { md5: 'ab'.repeat(16) } })],
    ['a target of length 1.5', 'targets', withTarget({ length: 1.5, hashes: { sha256: SHA256 } })],
    ['a target of negative length', 'targets', withTarget({ length: -1, hashes: { sha256: SHA256 } })],
    ['one public key under two key ids', 'root', { keys: { ...keys, alias: { ...one.publicKey } } }],
    [
      'one public key written in two ways',
      'root',
      {
        keys: {
          ...keys,
          alias: { ...one.publicKey, keyval: { public: one.publicKey.keyval.public.toUpperCase() } },
        },
      },
    ],
    [
      'one delegated key under two key ids',
      'targets',
      { delegations: { keys: { ...keys, alias: { ...one.publicKey } }, roles: [] } },
    ],
    ['a role named twice', 'targets', withRoles(role({}), role({}))],
    ['a role without a name', 'targets', withRoles(role({ name: '' }))],
    ['a role called __proto__', 'targets', withRoles(role({ name: '__proto__' }))],
    ['a role whose name has half a character', 'targets', withRoles(role({ name: 'a\ud800' }))],
    ['a hash prefix that is no hex', 'targets', withRoles(role({ path_hash_prefixes: ['0G'] }))],
    ['an empty hash prefix', 'targets', withRoles(role({ path_hash_prefixes: [''] }))],
    ...[0, 33, 1.5, '4'].map(
      (bits) => [`bins of ${JSON.stringify(bits)} bits`, 'targets', withBins({ bit_length: bits })] as const,
    ),
    ['bins without a name', 'targets', withBins({ name_prefix: '' })],
    ['bins with a threshold of 0', 'targets', withBins({ threshold: 0 })],
    ['a delegated role called root', 'targets', withRoles(role({ name: 'root' }))],
    ['a delegated threshold of 0', 'targets', withRoles(role({ threshold: 0 }))],
    ...['{a,b}', '+(a|b)', '!a', '#a', '[a-z]', 'a\\*'].map(
      (path) => [`the pattern ${path}`, 'targets', withRoles(role({ paths: [path] }))] as const,
    ),
    [
      'roles beside succinct roles',
      'targets',
      { delegations: { keys, roles: [], succinct_roles: { threshold: 1 } } },
    ],
  ];

  it.each(refused)('refuses %s (in %s)', (...[, type, change]) => {
    expect(() => admit(type, change)).toThrow(expect.objectContaining({ code: 'ERR_TUF_METADATA_INVALID' }));
  });

  it('refuses an RSA key of 1024 bits, and takes one of 2048', () => {
    expect(() => admit('root', { keys: { weak: rsaKey(1024) } })).toThrow(
      expect.objectContaining({ code: 'ERR_KEY_UNSUPPORTED' }),
    );
    expect(admit('root', { keys: { fine: rsaKey(2048) } })).toBeInstanceOf(Buffer);
  });

  it('refuses one ECDSA key as PEM, as a point and as a compressed point', () => {
    const forms = ecdsaForms();
    const both = (a: string, b: string) => ({ keys: { a: ecdsaKey(a), b: ecdsaKey(b) } });
    for (const [a, b] of [
      [forms.pem, forms.point],
      [forms.pem, forms.compressed],
      [forms.point, forms.compressed],
    ] as const) {
      expect(() => admit('root', both(a, b))).toThrow(
        expect.objectContaining({ code: 'ERR_TUF_METADATA_INVALID' }),
      );
    }
    expect(admit('root', both(forms.pem, ecdsaForms().point))).toBeInstanceOf(Buffer);
  });

  it.each(['2', '0', 'constructor', 'toString', '../odd?#/name'])(
    'takes a delegated role called %s',
    (name) => {
      expect(admit('targets', withRoles(role({ name })))).toBeInstanceOf(Buffer);
    },
  );

  it('takes bins, and roles by hash prefix', () => {
    expect(admit('targets', withBins({}))).toBeInstanceOf(Buffer);
    expect(admit('targets', withRoles(role({ path_hash_prefixes: ['0', '1f'] })))).toBeInstanceOf(Buffer);
  });

  it('takes a key of an unknown kind, which verifies nothing', () => {
    expect(
      admit('root', { keys: { odd: { keytype: 'sphincs', scheme: 'x', keyval: { public: 'AbC' } } } }),
    ).toBeInstanceOf(Buffer);
  });

  it('refuses one key id that signs twice, and more signatures than anybody needs', () => {
    const signature = { keyid: one.keyId, sig: '' };
    expect(() => admit('timestamp', {}, [signature, signature])).toThrow(
      expect.objectContaining({ code: 'ERR_TUF_METADATA_INVALID' }),
    );
    const many = Array.from({ length: 1_025 }, (_, at) => ({ keyid: String(at), sig: '' }));
    expect(() => admit('timestamp', {}, many)).toThrow(
      expect.objectContaining({ code: 'ERR_TUF_METADATA_INVALID' }),
    );
  });
});
