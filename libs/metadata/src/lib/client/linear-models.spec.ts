import { afterAll, describe, expect, it } from '@jest/globals';
import { Snapshot, Targets } from '@tufjs/models';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { targetOf, targetPathsOf, useLinearModels } from './linear-models.ts';

type Json = ReturnType<Targets['toJSON']>;

const PATCHED: readonly (readonly [object, string])[] = [
  [Targets, 'fromJSON'],
  [Targets.prototype, 'toJSON'],
  [Snapshot, 'fromJSON'],
  [Snapshot.prototype, 'toJSON'],
];
const upstream = PATCHED.map(([owner, name]) => Object.getOwnPropertyDescriptor(owner, name) ?? {});
const COMMON = {
  spec_version: '1.0.31',
  version: 3,
  expires: '2030-01-01T00:00:00Z',
  'x-note': { kept: true },
};
const FILE = { length: 3, hashes: { sha256: 'ab' }, custom: { a: 1 } };

function targetsOf(count: number): Json {
  return {
    _type: 'targets',
    ...COMMON,
    targets: Object.fromEntries(Array.from({ length: count }, (_, at) => [`t/${at}`, FILE])),
  };
}

function snapshotOf(count: number): Json {
  const meta = Object.fromEntries(
    Array.from({ length: count }, (_, at) => [`r${at}.json`, { version: 1, length: 2 }]),
  );
  return { _type: 'snapshot', ...COMMON, meta };
}

function restore(): void {
  for (const [at, [owner, name]] of PATCHED.entries()) Object.defineProperty(owner, name, upstream[at] ?? {});
}

afterAll(restore);

describe('the linear models', () => {
  it.each([0, 1, 7])('read and write %i entries as upstream does', (count) => {
    restore();
    const expected = [Targets.fromJSON(targetsOf(count)), Snapshot.fromJSON(snapshotOf(count))];
    const wire = expected.map((document) => document.toJSON());
    useLinearModels();
    const ours = [Targets.fromJSON(targetsOf(count)), Snapshot.fromJSON(snapshotOf(count))];
    expect(ours).toEqual(expected);
    expect(ours.map((document) => document.toJSON())).toEqual(wire);
  });

  it('find one target and name all, as upstream would, before and after models were made of all', () => {
    useLinearModels();
    const role = Targets.fromJSON(targetsOf(3));
    const look = () => [
      targetPathsOf(role),
      targetOf(role, 't/1'),
      targetOf(role, 't/9'),
      targetOf(role, 'constructor'),
    ];
    const before = look();
    expect(before).toEqual([['t/0', 't/1', 't/2'], role.targets['t/1'], undefined, undefined]);
    expect(look()).toEqual(before);
  });

  it('keep what is added to a role', () => {
    useLinearModels();
    const role = Targets.fromJSON(targetsOf(1));
    const added = Targets.fromJSON(targetsOf(2)).targets['t/1']!;
    role.addTarget(added);
    expect(targetOf(role, 't/1')).toBe(added);
    expect(targetPathsOf(role)).toEqual(['t/0', 't/1']);
  });

  it.each([
    { length: -1 },
    { length: '3' },
    { hashes: 'ab' },
    { hashes: { sha256: 1 } },
    { hashes: undefined },
  ])('refuse at once a target with %j, as upstream does', (fault) => {
    useLinearModels();
    expect(() =>
      Targets.fromJSON({ ...targetsOf(0), targets: { a: { ...FILE, ...fault } } as never }),
    ).toThrow();
  });

  it.each([null, 'text', { a: 1 }, { a: null }])('leave the refusal of %j to upstream', (value) => {
    useLinearModels();
    expect(() => Targets.fromJSON({ ...targetsOf(0), targets: value })).toThrow();
    expect(() => Snapshot.fromJSON({ ...snapshotOf(0), meta: value })).toThrow();
  });

  it.each(['targets.js', 'snapshot.js'])(
    'are needed as long as %s copies its map for every entry',
    (file) => {
      const source = readFileSync(
        createRequire(import.meta.url).resolve(`@tufjs/models/dist/${file}`),
        'utf8',
      );
      expect(source).toContain('...acc');
    },
  );
});
