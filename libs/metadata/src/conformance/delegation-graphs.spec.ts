import { describe, expect, it } from '@jest/globals';
import { newSigner, WAYS_TO_PLAY, type ConformanceRepository } from '@ragnos-vault/testing';

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly paths?: string[];
  readonly terminating?: boolean;
}

const edge = (from: string, to: string, more: Omit<Edge, 'from' | 'to'> = {}): Edge => ({
  from,
  to,
  ...more,
});
const ends = { terminating: true };
const python = { paths: ['*.py'] };

/** A graph, and the roles that a search for a missing path must read, in order. */
const GRAPHS: readonly (readonly [string, readonly Edge[], string])[] = [
  ['basic-delegation', [edge('targets', 'A')], 'A'],
  ['single-level-delegations', [edge('targets', 'A'), edge('targets', 'B')], 'AB'],
  ['two-level-delegations', [edge('targets', 'A'), edge('targets', 'B'), edge('B', 'C')], 'ABC'],
  [
    'two-level-test-DFS-order-of-traversal',
    [edge('targets', 'A'), edge('targets', 'B'), edge('A', 'C'), edge('A', 'D')],
    'ACDB',
  ],
  [
    'three-level-delegation-test-DFS-order-of-traversal',
    [edge('targets', 'A'), edge('targets', 'B'), edge('A', 'C'), edge('C', 'D')],
    'ACDB',
  ],
  [
    'two-level-terminating-ignores-all-but-roles-descendants',
    [edge('targets', 'A'), edge('targets', 'B'), edge('A', 'C', ends), edge('A', 'D')],
    'AC',
  ],
  [
    'three-level-terminating-ignores-all-but-roles-descendants',
    [edge('targets', 'A'), edge('targets', 'B'), edge('A', 'C', ends), edge('C', 'D')],
    'ACD',
  ],
  [
    'two-level-ignores-all-branches-not-matching-paths',
    [edge('targets', 'A', python), edge('targets', 'B'), edge('A', 'C')],
    'B',
  ],
  [
    'three-level-ignores-all-branches-not-matching-paths',
    [edge('targets', 'A'), edge('targets', 'B'), edge('A', 'C', python), edge('C', 'D')],
    'AB',
  ],
  [
    'cyclic-graph',
    [edge('targets', 'A'), edge('targets', 'B'), edge('B', 'C'), edge('C', 'D'), edge('D', 'B')],
    'ABCD',
  ],
  [
    'two-roles-delegating-to-a-third',
    [edge('targets', 'A'), edge('targets', 'B'), edge('B', 'C'), edge('A', 'C')],
    'ACB',
  ],
  [
    'two-roles-delegating-to-a-third-different-paths',
    [edge('targets', 'A'), edge('targets', 'B'), edge('B', 'C'), edge('A', 'C', python)],
    'ABC',
  ],
];

const TREE: readonly Edge[] = [
  edge('targets', 'A', { paths: ['*.doc', '*.md'] }),
  edge('targets', 'B', { paths: ['releases/*/*'] }),
  edge('targets', 'E', { paths: ['v?.txt'] }),
  edge('B', 'C', { paths: ['releases/x/*'] }),
  edge('B', 'D', { paths: ['releases/y/*.zip'] }),
];
const TREE_TARGETS: readonly (readonly [string, string])[] = [
  ['targets', 'targetfile'],
  ['A', 'README.md'],
  ['A', 'docs/README.md'],
  ['A', 'readme.MD'],
  ['C', 'releases/x/x_v1'],
  ['D', 'releases/y/y_v1.zip'],
  ['D', 'releases/z/z_v1.zip'],
  ['E', 'v1.txt'],
  ['E', 'v10.txt'],
];

const SEARCHES: readonly {
  readonly name: string;
  readonly path: string;
  readonly exitCode: number;
  readonly visited: string;
}[] = [
  { name: 'no delegations', path: 'targetfile', exitCode: 0, visited: '' },
  { name: 'targetpath matches wildcard', path: 'README.md', exitCode: 0, visited: 'A' },
  { name: 'targetpath with separators x', path: 'releases/x/x_v1', exitCode: 0, visited: 'BC' },
  { name: 'targetpath with separators y', path: 'releases/y/y_v1.zip', exitCode: 0, visited: 'BD' },
  {
    name: 'targetpath is not delegated by all roles in the chain',
    path: 'releases/z/z_v1.zip',
    exitCode: 1,
    visited: 'B',
  },
  { name: 'wildcard does not match a separator', path: 'docs/README.md', exitCode: 1, visited: '' },
  { name: 'question mark matches one character', path: 'v1.txt', exitCode: 0, visited: 'E' },
  { name: 'question mark does not match several characters', path: 'v10.txt', exitCode: 1, visited: '' },
  { name: 'matching is case-sensitive', path: 'readme.MD', exitCode: 1, visited: '' },
];

async function publishGraph(repo: ConformanceRepository, graph: readonly Edge[]): Promise<void> {
  for (const { from, to, ...more } of graph) repo.delegate(from, { name: to, paths: ['*'], ...more });
  await repo.publishAll();
}

/** What was asked for after the four top-level roles. */
function visitedIn(repo: ConformanceRepository): readonly (readonly [string, number | undefined])[] {
  return repo.metadataRequests.slice(4);
}

const firstVersions = (roles: string) => Array.from(roles, (role) => [role, 1]);

// The scenarios of tuf-conformance test_updater_delegation_graphs.py, by their names there; the code is ours.
describe.each(WAYS_TO_PLAY)('tuf-conformance test_updater_delegation_graphs, %s', (_way, play) => {
  it.each(GRAPHS)('test_graph_traversal[%s]', (_name, graph, visited) =>
    play(async ({ repo, client }) => {
      await publishGraph(repo, graph);
      await client.init(repo.trustedRoot);
      expect(await client.download('missingpath')).toBe(1);
      expect(visitedIn(repo)).toEqual(firstVersions(visited));
    })(),
  );

  it.each(SEARCHES)('test_targetfile_search[$name]', ({ path, exitCode, visited }) =>
    play(async ({ repo, client }) => {
      for (const { from, to, ...more } of TREE) repo.delegate(from, { name: to, ...more });
      for (const [role, target] of TREE_TARGETS)
        repo.addTarget(role, target, Buffer.from(`${target} by ${role}`));
      await repo.publishAll();
      await client.init(repo.trustedRoot);
      expect(await client.download(path)).toBe(exitCode);
      expect(visitedIn(repo)).toEqual(firstVersions(visited));
      const downloaded = (await client.downloaded()).map((file) => Buffer.from(file));
      expect(downloaded).toEqual(exitCode === 0 ? [repo.artifacts.get(path)] : []);
    })(),
  );

  it(
    'test_cached_role_is_verified_against_current_delegator',
    play(async ({ repo, client }) => {
      // A and B both delegate to C, each for paths of its own and with a key of its own; C is signed with A's only.
      repo.delegate('targets', { name: 'A', paths: ['a/*', 'b/*'] });
      repo.delegate('targets', { name: 'B', paths: ['a/*', 'b/*'] });
      repo.delegate('A', { name: 'C', paths: ['a/*'] });
      const signers = repo.signers.get('C')!;
      repo.delegate('B', { name: 'C', paths: ['b/*'] });
      repo.signers.set('C', signers);
      repo.addTarget('C', 'a/file', Buffer.from('by C for A'));
      repo.addTarget('C', 'b/file', Buffer.from('by C for B'));
      await repo.publishAll();
      await client.init(repo.trustedRoot);
      expect(await client.download('a/file', 'b/file')).toBe(1);
      expect((await client.downloaded()).map(String)).toEqual([String(Buffer.from('by C for A'))]);
      // Read once: what B does not accept, it would not accept a second time either.
      expect(visitedIn(repo)).toEqual(firstVersions('ACB'));
      expect(await client.download('b/file')).toBe(1);
      expect(await client.downloaded()).toHaveLength(1);
    }),
  );

  it(
    'a role that both of its delegators accept is read once and serves both',
    play(async ({ repo, client }) => {
      const signer = newSigner();
      repo.delegate('targets', { name: 'A', paths: ['a/*'] });
      repo.delegate('targets', { name: 'B', paths: ['b/*'] });
      repo.delegate('A', { name: 'C', paths: ['a/*'] });
      repo.addKey('C', signer, 'A');
      repo.delegate('B', { name: 'C', paths: ['b/*'] });
      repo.addKey('C', signer, 'B');
      repo.addTarget('C', 'a/file', Buffer.from('a'));
      repo.addTarget('C', 'b/file', Buffer.from('b'));
      await repo.publishAll();
      await client.init(repo.trustedRoot);
      expect(await client.download('a/file', 'b/file')).toBe(0);
      expect(visitedIn(repo)).toEqual(firstVersions('ACB'));
      expect(await client.downloaded()).toHaveLength(2);
    }),
  );

  it(
    'test_delegation_not_in_snapshot',
    play(async ({ repo, client }) => {
      repo.delegate('targets', { name: 'A', paths: ['*'] });
      repo.addTarget('A', 'file', Buffer.from('by A'));
      await repo.publish('A', 'targets');
      delete repo.snapshot.meta['A.json'];
      await repo.publish('snapshot', 'timestamp');
      await client.init(repo.trustedRoot);
      expect(await client.download('file')).toBe(1);
      expect(visitedIn(repo)).toEqual([]);
      expect(await client.downloaded()).toEqual([]);
    }),
  );
});
