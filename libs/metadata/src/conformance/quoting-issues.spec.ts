import { describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { inMemory, overHttp } from '@ragnos-vault/testing';

const UNUSUAL = ['?', '#', '/delegatedrole', '../delegatedrole'];
/** Names that the suite does not try: of files that are taken, that no file can have, or that would be encoded twice. */
const MORE_UNUSUAL = [
  'a b',
  '100%',
  '%2F',
  '..',
  'Targets',
  '1.root',
  '2.root',
  'CON',
  'a\\b',
  'a\u0000b',
  'é😀',
  'x'.repeat(300),
];

// The scenarios of tuf-conformance test_quoting_issues.py, by their names there; the code is ours.
describe('tuf-conformance test_quoting_issues', () => {
  it.each([...UNUSUAL, ...MORE_UNUSUAL])('test_unusual_role_name[%j]', (role) =>
    overHttp(async ({ repo, client }) => {
      repo.delegate('targets', { name: role, paths: ['*'] });
      await repo.publish('targets', role, 'snapshot', 'timestamp');
      await client.init(repo.trustedRoot);
      const around = readdirSync(dirname(client.metadataDir)).sort();
      expect(await client.download('nonexistent target')).toBe(1);
      expect(repo.metadataRequests.slice(4)).toEqual([[encodeURIComponent(role), 1]]);
      const stored = await client.trustedRoles();
      expect(stored).toHaveLength(5);
      expect(stored).toEqual(
        expect.arrayContaining([
          ['root', 1],
          ['snapshot', 2],
          ['targets', 2],
          ['timestamp', 2],
        ]),
      );
      expect(readdirSync(dirname(client.metadataDir)).sort()).toEqual(around);
      // What was stored under the odd name is found again.
      expect(await client.download('nonexistent target')).toBe(1);
      expect(repo.metadataRequests.slice(5)).toEqual([
        ['root', 2],
        ['timestamp', undefined],
      ]);
    })(),
  );

  it.each(UNUSUAL)('test_unusual_role_name[%j], in memory', (role) =>
    inMemory(async ({ repo, client }) => {
      repo.delegate('targets', { name: role, paths: ['*'] });
      repo.addTarget(role, 'a file', new Uint8Array(3));
      await repo.publish('targets', role, 'snapshot', 'timestamp');
      await client.init(repo.trustedRoot);
      expect(await client.download('a file')).toBe(0);
      expect(await client.trustedRoles()).toHaveLength(5);
    })(),
  );
});
