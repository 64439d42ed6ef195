import { describe, expect, it } from '@jest/globals';
import { Root } from '@tufjs/models';
import { Delegations } from '@tufjs/models/dist/delegations.js';
import { rolesInOrder, useDelegationModels } from './delegation-models.ts';
import { useRootModel } from './root-model.ts';

type Json = ReturnType<Root['toJSON']>;

const KEYS = { k1: { keytype: 'ed25519', scheme: 'ed25519', keyval: { public: 'ab' } } };
const roleOf = (name: string, change: Json = {}): Json => ({
  name,
  keyids: ['k1'],
  threshold: 1,
  terminating: true,
  paths: ['*'],
  ...change,
});
const delegationsOf = (...roles: readonly Json[]): Json => ({ keys: KEYS, roles: [...roles], 'x-note': 1 });
const BINS: Json = {
  keys: KEYS,
  succinct_roles: { keyids: ['k1'], threshold: 1, bit_length: 4, name_prefix: 'bins' },
};
const ROOT: Json = {
  _type: 'root',
  spec_version: '1.0.31',
  version: 1,
  expires: '2030-01-01T00:00:00Z',
  keys: KEYS,
  roles: Object.fromEntries(
    ['root', 'targets', 'snapshot', 'timestamp'].map((role) => [role, { keyids: ['k1'], threshold: 1 }]),
  ),
  consistent_snapshot: true,
};

const valid: readonly Json[] = [
  delegationsOf(),
  delegationsOf(roleOf('a'), roleOf('b', { terminating: false })),
  BINS,
];
const upstream = valid.map((data) => Delegations.fromJSON(data));
const upstreamWire = upstream.map((delegations) => delegations.toJSON());
const upstreamRoot = Root.fromJSON(ROOT);
const upstreamRootWire = upstreamRoot.toJSON();

useDelegationModels();
useRootModel();

describe('the models of delegations', () => {
  it('read and write what upstream does, as upstream does', () => {
    const ours = valid.map((data) => Delegations.fromJSON(data));
    expect(ours).toEqual(upstream);
    expect(ours.map((delegations) => delegations.toJSON())).toEqual(upstreamWire);
  });

  it.each([
    ['a name twice', delegationsOf(roleOf('a'), roleOf('a'))],
    ['a top-level name', delegationsOf(roleOf('snapshot'))],
    ['terminating that is no truth value', delegationsOf(roleOf('a', { terminating: 'yes' }))],
    ['terminating null', delegationsOf(roleOf('a', { terminating: null }))],
    ['roles that are no objects', { keys: KEYS, roles: [1] }],
    ['paths beside hash prefixes', delegationsOf(roleOf('a', { path_hash_prefixes: ['0'] }))],
  ])('leave the refusal of %s to upstream', (_name, data) => {
    expect(() => Delegations.fromJSON(data)).toThrow();
  });

  it('keep the order of trust, also of names that are numbers', () => {
    const data = delegationsOf(...['10', '2', 'a', '0', 'toString'].map((name) => roleOf(name)));
    const delegations = Delegations.fromJSON(data);
    expect(rolesInOrder(delegations).map(({ name }) => name)).toEqual(['10', '2', 'a', '0', 'toString']);
    expect(delegations.toJSON()).toEqual(data);
  });

  it('keep a missing `terminating` missing, and read it as false', () => {
    const open: Json = { name: 'a', keyids: ['k1'], threshold: 1, paths: ['*'], 'x-note': 1 };
    const delegations = Delegations.fromJSON(delegationsOf(open));
    expect(rolesInOrder(delegations)[0]?.terminating).toBe(false);
    expect(delegations.toJSON()).toEqual(delegationsOf(open));
  });

  it('take 20,000 roles in seconds, which upstream does not', () => {
    const data = delegationsOf(...Array.from({ length: 20_000 }, (_, at) => roleOf(`role-${at}`)));
    const started = performance.now();
    expect(Delegations.fromJSON(data).toJSON()).toEqual(data);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('the model of root', () => {
  it('reads and writes what upstream does, as upstream does', () => {
    expect(Root.fromJSON(ROOT)).toEqual(upstreamRoot);
    expect(Root.fromJSON(ROOT).toJSON()).toEqual(upstreamRootWire);
    expect(() => Root.fromJSON({ ...ROOT, consistent_snapshot: 'yes' })).toThrow();
    expect(() => Root.fromJSON({ ...ROOT, consistent_snapshot: null })).toThrow();
  });

  it('keeps a missing `consistent_snapshot` missing, and reads it as false', () => {
    const open = Object.fromEntries(
      Object.entries(ROOT).filter(([field]) => field !== 'consistent_snapshot'),
    );
    expect(Root.fromJSON(open).consistentSnapshot).toBe(false);
    expect(Root.fromJSON(open).toJSON()).toEqual(open);
  });
});
