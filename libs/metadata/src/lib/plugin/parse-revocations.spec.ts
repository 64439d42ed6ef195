import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  encodeRevocations,
  isReason,
  NO_REVOCATIONS,
  parseRevocations,
  withRevocation,
} from './parse-revocations.ts';
import type { Revocation, RevocationList } from './parse-revocations.ts';

const A = 'a'.repeat(64);
const B = 'b'.repeat(64);
const entry = {
  sha256: A,
  name: '@acme/hello',
  version: '1.0.0',
  reason: 'bad',
  revokedAt: '2026-01-02T03:04:05Z',
};

const bytesOf = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));
const listOf = (...revocations: readonly object[]) => ({ schemaVersion: 1, revocations });

describe('a list of revocations', () => {
  it('is read with its digest, plugin, reason and time', () => {
    expect(parseRevocations(bytesOf(listOf(entry))).revocations).toEqual([
      { ...entry, revokedAt: new Date('2026-01-02T03:04:05Z') },
    ]);
  });

  it('may name a digest alone', () => {
    const { revocations } = parseRevocations(
      bytesOf(listOf({ ...entry, name: undefined, version: undefined })),
    );
    expect(revocations[0]).toEqual({ sha256: A, reason: 'bad', revokedAt: new Date('2026-01-02T03:04:05Z') });
  });

  it('may be empty, once everything was lifted', () => {
    expect(parseRevocations(encodeRevocations(NO_REVOCATIONS))).toEqual(NO_REVOCATIONS);
  });

  it('keeps the fields it does not know', () => {
    const wire = { ...listOf({ ...entry, advisory: { id: 7 } }), note: ['x'] };
    const added = withRevocation(parseRevocations(bytesOf(wire)), {
      ...{ sha256: B, reason: 'worse', revokedAt: new Date('2026-02-02T00:00:00Z') },
    });
    expect(JSON.parse(Buffer.from(encodeRevocations(added)).toString())).toEqual({
      ...wire,
      revocations: [...wire.revocations, { sha256: B, reason: 'worse', revokedAt: '2026-02-02T00:00:00Z' }],
    });
  });

  it('stays sorted, with one entry a digest, whatever is added in whatever order', () => {
    const digest = fc.stringMatching(/^[0-9a-f]{64}$/);
    const revocation: fc.Arbitrary<Revocation> = fc
      .record({ sha256: digest, reason: fc.string().filter(isReason), at: fc.integer({ min: 0, max: 4e9 }) })
      .map(({ at, ...rest }) => ({ ...rest, revokedAt: new Date(at * 1000) }));
    fc.assert(
      fc.property(fc.array(revocation, { maxLength: 8 }), (entries) => {
        const list = entries.reduce<RevocationList>(withRevocation, NO_REVOCATIONS);
        const last = new Map(entries.map((added) => [added.sha256, added]));
        expect(parseRevocations(encodeRevocations(list))).toEqual(list);
        expect(list.revocations).toHaveLength(last.size);
        for (const kept of list.revocations) expect(kept).toEqual(last.get(kept.sha256));
      }),
    );
  });

  it.each<readonly [string, Uint8Array]>([
    ['no JSON', Buffer.from('{')],
    ['a key that stands twice', Buffer.from('{"schemaVersion":1,"revocations":[],"revocations":[]}')],
    ['no object', bytesOf([])],
    ['another schema version', bytesOf({ ...listOf(), schemaVersion: 2 })],
    ['no schema version', bytesOf({ revocations: [] })],
    ['no entries', bytesOf({ schemaVersion: 1 })],
    ['entries that are no list', bytesOf({ schemaVersion: 1, revocations: {} })],
    ['an entry that is no object', bytesOf(listOf([A]))],
    ['an entry without a digest', bytesOf(listOf({ ...entry, sha256: undefined }))],
    ['a digest in upper case', bytesOf(listOf({ ...entry, sha256: A.toUpperCase() }))],
    ['a digest that is cut', bytesOf(listOf({ ...entry, sha256: A.slice(1) }))],
    ['an entry without a reason', bytesOf(listOf({ ...entry, reason: undefined }))],
    ['an empty reason', bytesOf(listOf({ ...entry, reason: ' ' }))],
    ['a reason of two lines', bytesOf(listOf({ ...entry, reason: 'a\nb' }))],
    ['a reason without end', bytesOf(listOf({ ...entry, reason: 'x'.repeat(501) }))],
    ['a name that is no text', bytesOf(listOf({ ...entry, name: 7 }))],
    ['a name without a version', bytesOf(listOf({ ...entry, version: undefined }))],
    ['a version without a name', bytesOf(listOf({ ...entry, name: undefined }))],
    ['no time', bytesOf(listOf({ ...entry, revokedAt: undefined }))],
    ['a time with parts of seconds', bytesOf(listOf({ ...entry, revokedAt: '2026-01-02T03:04:05.1Z' }))],
    ['a day that does not exist', bytesOf(listOf({ ...entry, revokedAt: '2026-02-30T03:04:05Z' }))],
    ['one digest twice', bytesOf(listOf(entry, { ...entry, reason: 'again' }))],
    ['digests out of order', bytesOf(listOf({ ...entry, sha256: B }, entry))],
    ['more bytes than anyone reads', Buffer.from(`${JSON.stringify(listOf())}${' '.repeat(1_000_000)}`)],
  ])('is refused as a whole with %s', (_what, bytes) => {
    expect(() => parseRevocations(bytes)).toThrow(
      expect.objectContaining({ code: 'ERR_TUF_METADATA_INVALID' }),
    );
  });

  it('is not written longer than consumers read', () => {
    const revocations = Array.from({ length: 2_000 }, (_, at) => ({
      sha256: at.toString(16).padStart(64, '0'),
      reason: 'x'.repeat(500),
      revokedAt: new Date(0),
    }));
    expect(() => encodeRevocations({ revocations })).toThrow(
      expect.objectContaining({ code: 'ERR_TUF_METADATA_INVALID' }),
    );
  });
});
