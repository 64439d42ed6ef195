import { describe, expect, it } from '@jest/globals';
import { parseJson } from '@ragnos-vault/crypto';
import type { JsonObject } from '@ragnos-vault/crypto';
import { newSigner } from '@ragnos-vault/testing';
import type { Root } from './documents.ts';
import { encodeRoot, encodeSnapshot, encodeTargets, encodeTimestamp } from './encode-role.ts';
import { parseRoot, parseSnapshot, parseTargets, parseTimestamp } from './parse-role.ts';
import { signRole } from './sign-role.ts';
import { assertSignedBy, keysOf } from './verify-role.ts';

const signer = newSigner();
const other = newSigner();
const base = {
  version: 7,
  expires: new Date('2030-01-02T03:04:05Z'),
  extra: { 'x-note': { kept: [1, 'two'] } },
};
const META = { version: 3, length: 10, hashes: new Map([['sha256', 'ab'.repeat(32)]]) };
const root: Root = {
  ...base,
  keys: new Map([signer, other].map((key) => [key.keyId, key.publicKey])),
  roles: new Map(
    (['root', 'targets', 'snapshot', 'timestamp'] as const).map((role) => [
      role,
      { keyIds: [signer.keyId, other.keyId], threshold: 2 },
    ]),
  ),
  consistentSnapshot: true,
};
const targets = {
  ...base,
  targets: new Map([['a/b.tgz', { length: 4, hashes: META.hashes, custom: { name: 'b' } }]]),
};

describe('encode and parse', () => {
  it.each([
    ['root', encodeRoot(root), parseRoot, root],
    ['targets', encodeTargets(targets), parseTargets, targets],
    [
      'snapshot',
      encodeSnapshot({ ...base, meta: new Map([['targets', META]]) }),
      parseSnapshot,
      { ...base, meta: new Map([['targets', META]]) },
    ],
    ['timestamp', encodeTimestamp({ ...base, snapshot: META }), parseTimestamp, { ...base, snapshot: META }],
  ])('are inverse for %s, unknown fields included', async (...[, wire, parse, document]) => {
    const parsed = parse(await signRole(wire, [signer]));
    expect(parsed.signed).toEqual(document);
    expect([...parsed.signatures.keys()]).toEqual([signer.keyId]);
  });
});

describe('parse refuses', () => {
  const wire = encodeTargets(targets);
  const cases: readonly (readonly [string, JsonObject])[] = [
    ['version 0', { ...wire, version: 0 }],
    ['version -1', { ...wire, version: -1 }],
    ['a version in words', { ...wire, version: '1' }],
    ['an expiry that is no date', { ...wire, expires: 'tomorrow' }],
    ['an expiry with fractions', { ...wire, expires: '2030-01-02T03:04:05.000Z' }],
    ['a day that does not exist', { ...wire, expires: '2030-02-30T03:04:05Z' }],
    ['another type', { ...wire, _type: 'snapshot' }],
    ['a target without hashes', { ...wire, targets: { a: { length: 1, hashes: {} } } }],
    ['a target with MD5 only', { ...wire, targets: { a: { length: 1, hashes: { md5: 'ab' } } } }],
    [
      'a target with a malformed digest',
      { ...wire, targets: { a: { length: 1, hashes: { sha256: 'XY' } } } },
    ],
    ['a negative length', { ...wire, targets: { a: { length: -1, hashes: { sha256: 'ab'.repeat(32) } } } }],
    ['a list of targets', { ...wire, targets: [] }],
  ];

  it.each(cases)('%s', async (_name, signed) => {
    const bytes = await signRole(signed, []);
    expect(() => parseTargets(bytes)).toThrow(expect.objectContaining({ code: 'ERR_TUF_METADATA_INVALID' }));
  });

  it.each([0, -1, 1.5, '1', null])('a threshold of %j', (threshold) => {
    const wire = encodeRoot(root);
    const roles = { ...(wire['roles'] as JsonObject), root: { keyids: [signer.keyId], threshold } };
    const bytes = Buffer.from(JSON.stringify({ signatures: [], signed: { ...wire, roles } }));
    expect(() => parseRoot(bytes)).toThrow(expect.objectContaining({ code: 'ERR_TUF_METADATA_INVALID' }));
  });

  it('one key id that signs twice', async () => {
    const document = parseJson(await signRole(wire, [signer])) as JsonObject;
    const signatures = document['signatures'] as readonly JsonObject[];
    const bytes = Buffer.from(JSON.stringify({ ...document, signatures: [...signatures, ...signatures] }));
    expect(() => parseTargets(bytes)).toThrow(expect.objectContaining({ code: 'ERR_TUF_METADATA_INVALID' }));
  });
});

describe('assertSignedBy', () => {
  const document = async (...signers: (typeof signer)[]) =>
    parseTargets(await signRole(encodeTargets(targets), signers));

  it('accepts a threshold of distinct keys', async () => {
    const signed = await document(signer, other);
    expect(() => assertSignedBy(keysOf(root, 'targets'), 'targets', signed)).not.toThrow();
  });

  it.each([
    ['too few keys', [signer]],
    ['a key the root does not name', [signer, newSigner()]],
    ['no key at all', []],
  ])('refuses %s', async (_name, signers) => {
    const signed = await document(...signers);
    expect(() => assertSignedBy(keysOf(root, 'targets'), 'targets', signed)).toThrow(
      expect.objectContaining({ code: 'ERR_TUF_SIGNATURE' }),
    );
  });

  it('counts one key under two key ids once', async () => {
    const alias = { ...root, keys: new Map([...root.keys, ['ff'.repeat(32), signer.publicKey]]) };
    alias.roles = new Map([['targets', { keyIds: [signer.keyId, 'ff'.repeat(32)], threshold: 2 }]]);
    const bytes = await signRole(encodeTargets(targets), [signer, { ...signer, keyId: 'ff'.repeat(32) }]);
    expect(() => assertSignedBy(keysOf(alias, 'targets'), 'targets', parseTargets(bytes))).toThrow(
      expect.objectContaining({ code: 'ERR_TUF_SIGNATURE' }),
    );
  });
});
