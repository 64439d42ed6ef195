import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { overHttp } from '@ragnos-vault/testing';

const SCRIPT = join(import.meta.dirname, '../../../../tools/scripts/tuf-conformance-client');

/** As the runner of the suite starts it: from anywhere, and with a PATH on which the system's own Node comes first. */
function runScript(argv: readonly string[]): Promise<number> {
  const path = `/usr/local/bin:/usr/bin:/bin:${process.env['PATH'] ?? ''}`;
  const child = spawn(SCRIPT, argv, { cwd: tmpdir(), env: { PATH: path }, stdio: 'ignore' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? -1));
  });
}

describe('the conformance client, as a process', () => {
  it('may be executed', () => {
    expect(statSync(SCRIPT).mode & 0o777).toBe(0o755);
  });

  it(
    'initialises, refreshes and downloads, and leaves metadata and targets and nothing else',
    overHttp(async ({ repo, client }) => {
      repo.addTarget('targets', 'a/file', Buffer.from('bytes'));
      repo.addTarget('targets', 'another', Buffer.from('more'));
      await repo.publish('targets', 'snapshot', 'timestamp');
      expect(await client.init(repo.trustedRoot)).toBe(0);
      expect(await client.refresh()).toBe(0);
      expect(repo.metadataRequests).toEqual([
        ['root', 2],
        ['timestamp', undefined],
        ['snapshot', 2],
        ['targets', 2],
      ]);
      expect(await client.download('a/file', 'missing', 'another')).toBe(1);
      expect((await client.downloaded()).map(String)).toEqual(['bytes']);
      expect(readdirSync(client.metadataDir).sort()).toEqual([
        'root.json',
        'snapshot.json',
        'targets.json',
        'timestamp.json',
      ]);
      expect(readdirSync(client.targetDir)).toHaveLength(1);
    }, runScript),
  );

  it(
    'answers 1, and no other number, to whatever fails',
    overHttp(async ({ repo, client }) => {
      expect(await client.init(Buffer.from('rubbish'))).toBe(0);
      expect(await client.refresh()).toBe(1);
      expect(repo.metadataRequests).toEqual([]);
      expect(await runScript(['--no-such-option'])).toBe(1);
    }, runScript),
  );
});
