import { describe, expect, it } from '@jest/globals';
import { newSigner, WAYS_TO_PLAY, type ConformanceRepository } from '@ragnos-vault/testing';

/** Which of ten keys a role names, how many must sign, and which do. */
interface Keys {
  readonly keys: readonly number[];
  readonly threshold: number;
  readonly sigs: readonly number[];
}

const SIGNERS = Array.from({ length: 10 }, () => newSigner());
const FIVE = [0, 1, 2, 3, 4];
const ONE_OF_FIVE_NEW = [0, 1, 3, 4, 5];

const of = (keys: readonly number[], threshold: number, sigs: readonly number[]): Keys => ({
  keys,
  threshold,
  sigs,
});

const ROOTS: readonly (readonly [string, readonly Keys[]])[] = [
  ['1-of-1-key-rotation', [of([1], 1, [1]), of([2], 1, [2, 1]), of([2], 1, [2])]],
  [
    '1-of-1-key-rotation-unused-signatures',
    [of([1], 1, [3, 1, 4]), of([2], 1, [3, 2, 1, 4]), of([2], 1, [3, 2, 4])],
  ],
  [
    '3-of-5-sign-with-different-keycombos',
    [of(FIVE, 3, [0, 2, 4]), of(FIVE, 3, [0, 4, 1]), of(FIVE, 3, [0, 1, 3]), of(FIVE, 3, [0, 1, 3])],
  ],
  ['3-of-5-one-key-rotated', [of(FIVE, 3, [0, 2, 4]), of(ONE_OF_FIVE_NEW, 3, [0, 4, 1])]],
  [
    '3-of-5-one-key-rotated-with-intermediate-step',
    [of(FIVE, 3, [0, 2, 4]), of(ONE_OF_FIVE_NEW, 3, [0, 2, 4, 5]), of(ONE_OF_FIVE_NEW, 3, [0, 4, 5])],
  ],
  [
    '3-of-5-all-keys-rotated-with-intermediate-step',
    [of(FIVE, 3, [0, 2, 4]), of([5, 6, 7, 8, 9], 3, [0, 2, 4, 5, 6, 7]), of([5, 6, 7, 8, 9], 3, [5, 6, 7])],
  ],
  ['1-of-3-threshold-increase-to-2-of-3', [of([1, 2, 3], 1, [1]), of([1, 2, 3], 2, [1, 2])]],
  [
    '2-of-3-threshold-decrease-to-1-of-3',
    [of([1, 2, 3], 2, [1, 2]), of([1, 2, 3], 1, [1, 2]), of([1, 2, 3], 1, [1])],
  ],
  ['1-of-2-threshold-increase-to-2-of-2', [of([1], 1, [1]), of([1, 2], 2, [1, 2])]],
];

/** Their last root must be refused. */
const REFUSED_ROOTS: typeof ROOTS = [
  ['1-of-1-key-rotation-fail-not-signed-with-old-key', [of([1], 1, [1]), of([2], 1, [2, 3, 4])]],
  ['1-of-1-key-rotation-fail-not-signed-with-new-key', [of([1], 1, [1]), of([2], 1, [1, 3, 4])]],
  [
    '3-of-5-one-key-rotate-fails-not-signed-with-3-new-keys',
    [of(FIVE, 3, [0, 2, 4]), of(ONE_OF_FIVE_NEW, 3, [0, 2, 4])],
  ],
  [
    '3-of-5-one-key-rotate-fails-not-signed-with-3-old-keys',
    [of(FIVE, 3, [0, 2, 4]), of(ONE_OF_FIVE_NEW, 3, [0, 4, 5])],
  ],
  [
    '1-of-3-threshold-bump-to-2-of-3-fails-new-threshold-not-reached',
    [of([1, 2, 3], 1, [1]), of([1, 2, 3], 2, [2])],
  ],
  [
    '2-of-3-threshold-decr-to-1-of-3-fails-old-threshold-not-reached',
    [of([1, 2, 3], 2, [1, 2]), of([1, 2, 3], 1, [1])],
  ],
];

const OTHERS: readonly (readonly [string, Keys, number])[] = [
  ['1-of-1-key-rotation', of([2], 1, [2]), 0],
  ['1-of-1-key-rotation-unused-signatures', of([1], 1, [3, 1, 4]), 0],
  ['1-of-1-key-rotation-fail-not-signed-with-new-key', of([2], 1, [1, 3, 4]), 1],
  ['3-of-5-one-key-signature-wrong-not-signed-with-3-expected-keys', of(ONE_OF_FIVE_NEW, 3, [0, 2, 4]), 1],
  ['2-of-5-one-key-signature-missing-threshold-not-reached', of(ONE_OF_FIVE_NEW, 3, [0, 4]), 1],
  ['3-of-5-sign-first-combo', of(FIVE, 3, [0, 2, 4]), 0],
  ['3-of-5-sign-second-combo', of(FIVE, 3, [0, 4, 1]), 0],
  ['3-of-5-sign-third-combo', of(FIVE, 3, [0, 1, 3]), 0],
  ['3-of-5-sign-fourth-combo', of(FIVE, 3, [1, 2, 3]), 0],
  ['3-of-5-sign-fifth-combo', of(FIVE, 3, [2, 3, 4]), 0],
];

function useKeys(repo: ConformanceRepository, role: string, { keys, threshold, sigs }: Keys): void {
  const signers = (numbers: readonly number[]) => numbers.map((number) => SIGNERS[number]!);
  repo.root.roles[role] = { keyids: [], threshold };
  for (const signer of signers(keys)) repo.addKey(role, signer);
  repo.signers.set(role, signers(sigs));
}

async function publishRoots(repo: ConformanceRepository, roots: readonly Keys[]): Promise<void> {
  repo.setVersion('root', 1);
  for (const root of roots) {
    useKeys(repo, 'root', root);
    await repo.publish('root');
  }
}

// The scenarios of tuf-conformance test_updater_key_rotations.py, by their names there; the code is ours.
describe.each(WAYS_TO_PLAY)('tuf-conformance test_updater_key_rotations, %s', (_way, play) => {
  it.each(ROOTS)('test_root_rotation[%s]', (_name, roots) =>
    play(async ({ repo, client }) => {
      await publishRoots(repo, roots);
      await client.init(repo.trustedRoot);
      expect(await client.refresh()).toBe(0);
      expect(await client.bytesOf('root')).toEqual(Buffer.from(repo.fileOf(`${roots.length}.root`)));
    })(),
  );

  it.each(REFUSED_ROOTS)('test_root_rotation[%s]', (_name, roots) =>
    play(async ({ repo, client }) => {
      await publishRoots(repo, roots);
      await client.init(repo.trustedRoot);
      expect(await client.refresh()).toBe(1);
      expect(Buffer.from((await client.bytesOf('root'))!)).toEqual(
        Buffer.from(repo.fileOf(`${roots.length - 1}.root`)),
      );
      expect(await client.trustedRoles()).toEqual([['root', roots.length - 1]]);
    })(),
  );

  it.each(OTHERS)('test_non_root_rotations[%s]', (_name, keys, expected) =>
    play(async ({ repo, client }) => {
      await client.init(repo.trustedRoot);
      for (const role of ['timestamp', 'snapshot', 'targets']) {
        useKeys(repo, role, keys);
        await repo.publish('root', 'targets', 'snapshot', 'timestamp');
        expect(await client.refresh()).toBe(expected);
        const kept = await client.bytesOf(role);
        if (expected === 0) expect(Buffer.from(kept!)).toEqual(Buffer.from(repo.fileOf(role)));
        else expect(kept).toBeUndefined();
      }
    })(),
  );
});
