import { describe, expect, it } from '@jest/globals';
import { newSigner, RepositorySimulator } from '@ragnos-vault/testing';
import fc from 'fast-check';
import type { Root, TopLevelRole } from '../documents.ts';
import { encodeRoot } from '../encode-role.ts';
import { addKey, assertSignable, nextRoot, removeKey, replaceKeys, setThreshold } from './edit-root.ts';
import { recoveryOf, withRecovery } from './recovery.ts';

const LATER = new Date('2040-01-01T00:00:00Z');
const ROLES = ['root', 'targets', 'snapshot', 'timestamp'] as const;

function liveRoot(): Root {
  return new RepositorySimulator(new Date('2030-01-01T00:00:00Z')).root;
}

const keyIdsOf = (root: Root, role: TopLevelRole): readonly string[] => root.roles.get(role)!.keyIds;

describe('edits of a root', () => {
  it('leave the root they were given as it was', () => {
    const live = liveRoot();
    const before = JSON.stringify(encodeRoot(live));
    const [keyId = ''] = keyIdsOf(live, 'root');
    removeKey(addKey(nextRoot(live, LATER), 'root', newSigner().publicKey), 'root', keyId);
    expect(JSON.stringify(encodeRoot(live))).toBe(before);
  });

  it('raise the version by one and keep unknown fields', () => {
    const live = { ...liveRoot(), extra: { 'x-more': [1] } };
    expect(nextRoot(live, LATER)).toMatchObject({ version: 2, expires: LATER, extra: { 'x-more': [1] } });
  });

  it('list a key as long as a role has it', () => {
    const { publicKey, keyId } = newSigner();
    const shared = addKey(addKey(liveRoot(), 'snapshot', publicKey), 'timestamp', publicKey);
    const once = removeKey(shared, 'snapshot', keyId);
    expect(once.keys.has(keyId)).toBe(true);
    expect(removeKey(once, 'timestamp', keyId.slice(0, 8)).keys.has(keyId)).toBe(false);
  });

  it('replace all keys of a role at once, and no others', () => {
    const live = liveRoot();
    const [one, two] = [newSigner(), newSigner()];
    const root = replaceKeys(live, 'targets', { keys: [one.publicKey, two.publicKey], threshold: 2 });
    expect(root.roles.get('targets')).toEqual({ keyIds: [one.keyId, two.keyId], threshold: 2 });
    expect(root.keys.size).toBe(5);
    for (const role of ['root', 'snapshot', 'timestamp'] as const)
      expect(root.roles.get(role)).toEqual(live.roles.get(role));
  });

  it.each([
    ['a key that the role has', (root: Root) => addKey(root, 'root', [...root.keys.values()][0]!)],
    ['the removal of a key it has not', (root: Root) => removeKey(root, 'root', 'ab'.repeat(32))],
    [
      'the removal of a key by a few digits',
      (root: Root) => removeKey(root, 'root', keyIdsOf(root, 'root')[0]!.slice(0, 4)),
    ],
    [
      'a role without keys',
      (root: Root) => assertSignable(removeKey(root, 'root', keyIdsOf(root, 'root')[0]!)),
    ],
    ['a threshold beyond the keys', (root: Root) => assertSignable(setThreshold(root, 'snapshot', 2))],
    ['a threshold of none', (root: Root) => assertSignable(setThreshold(root, 'snapshot', 0))],
    ['half a threshold', (root: Root) => assertSignable(setThreshold(root, 'snapshot', 0.5))],
  ])('refuse %s', (_name, edit) => {
    expect(() => edit(liveRoot())).toThrow(expect.objectContaining({ code: 'ERR_USAGE' }));
  });

  it('list exactly the keys that roles use, whatever the order of the edits', () => {
    const signers = Array.from({ length: 4 }, newSigner);
    const edit = fc.record({
      role: fc.constantFrom(...ROLES),
      key: fc.constantFrom(...signers),
      adds: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 20 }), (edits) => {
        let root = liveRoot();
        for (const { role, key, adds } of edits) {
          const has = keyIdsOf(root, role).includes(key.keyId);
          if (adds && !has) root = addKey(root, role, key.publicKey);
          if (!adds && has) root = removeKey(root, role, key.keyId);
        }
        expect([...root.keys.keys()].sort()).toEqual(
          [...new Set(ROLES.flatMap((role) => keyIdsOf(root, role)))].sort(),
        );
      }),
      { numRuns: 50 },
    );
  });
});

describe('what a root says of a recovery', () => {
  const recovery = { snapshot: 7, sha256: 'ab'.repeat(32), from: 8 };

  it('is said by that root alone', () => {
    const root = withRecovery({ ...liveRoot(), extra: { kept: true } }, recovery);
    expect(recoveryOf(root)).toEqual(recovery);
    expect(nextRoot(root, LATER).extra).toEqual({ kept: true });
    expect(recoveryOf(liveRoot())).toBeUndefined();
  });

  it.each([
    ['no object', 7],
    ['no digest', { snapshot: 1, from: 1, sha256: 'xyz' }],
    ['version 0', { ...recovery, snapshot: 0 }],
    ['no number to go on with', { snapshot: 1, sha256: recovery.sha256 }],
  ])('is refused with %s', (_name, value) => {
    expect(() => recoveryOf({ extra: { x_recovery: value } })).toThrow(
      expect.objectContaining({ code: 'ERR_TUF_METADATA_INVALID' }),
    );
  });
});
