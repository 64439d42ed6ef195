import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { makeGitRemote, userGit, type GitRemote } from '@ragnos-vault/testing';
import { serveGit, type GitHttpServer } from '../../../spec/git-http-server.ts';
import { openGitStore } from '../git-store.ts';

const TIMESTAMP = 'metadata/timestamp.json';
const [ONE, TWO] = [Buffer.from('one'), Buffer.from('two')];
const AUTHORIZATION = 'basic eC1hY2Nlc3MtdG9rZW46c2VjcmV0';

let folder: string;
let remote: GitRemote;
let dir: string;
let server: GitHttpServer;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'git-credentials-'));
  remote = makeGitRemote(folder);
  dir = remote.clone('work');
  server = await serveGit(folder, AUTHORIZATION);
  userGit(dir, 'remote', 'set-url', 'origin', `${server.url}/remote.git`);
});
afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const open = () => openGitStore({ dir, branch: 'vault' });
const header = (): [string, string] => [`http.${server.url}/.extraheader`, `AUTHORIZATION: ${AUTHORIZATION}`];

/** Where actions/checkout keeps the token of a job: in the configuration of the clone, or in a file that it includes. */
const places: { name: string; keep: () => void }[] = [
  { name: 'the clone', keep: () => userGit(dir, 'config', ...header()) },
  {
    name: 'a file for this clone alone',
    keep: () => {
      const file = join(folder, 'credentials');
      userGit(dir, 'config', '--file', file, ...header());
      userGit(dir, 'config', `includeIf.gitdir:${join(dir, '.git')}.path`, file);
    },
  },
];

describe.each(places)('a remote whose credential is in $name', ({ keep }) => {
  it('is read and written, by several at once', async () => {
    keep();
    await open().replace(TIMESTAMP, ONE, undefined);
    const stores = [open(), open()];
    const { etag } = (await stores[0]!.read(TIMESTAMP))!;
    const ends = await Promise.allSettled(
      stores.map((store, at) => store.replace(TIMESTAMP, Buffer.from(`two ${at}`), etag)),
    );
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const winner = ends.findIndex(({ status }) => status === 'fulfilled');
    expect(remote.read('vault', TIMESTAMP)).toBe(`two ${winner}`);
    expect(remote.commits('vault')).toBe(2);
  });
});

describe('a remote that wants a credential', () => {
  it('cannot be reached without one, and nobody is asked for it', async () => {
    await expect(open().read(TIMESTAMP)).rejects.toMatchObject({ code: 'ERR_GIT_UNREACHABLE' });
  });

  it('may let read and not write: that is said, with what to do, and without the credential', async () => {
    userGit(dir, 'config', ...header());
    await open().replace(TIMESTAMP, ONE, undefined);
    server.mayPush = false;
    const store = open();
    const { etag } = (await store.read(TIMESTAMP))!;
    await store.create('targets/a', ONE);
    const refused: unknown = await store.replace(TIMESTAMP, TWO, etag).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: 'ERR_GIT_REFUSED',
      hint: expect.stringContaining('contents: write'),
    });
    expect(JSON.stringify(refused)).not.toContain('eC1hY2Nlc3M');
    expect(remote.files('vault')).toEqual([TIMESTAMP]);
    expect(remote.read('vault', TIMESTAMP)).toBe('one');
  });

  it('is not given one by its own address without a word of it in errors', async () => {
    const address = server.url.replace('http://', 'http://user:hunter2@');
    userGit(dir, 'remote', 'set-url', 'origin', `${address}/remote.git`);
    const refused: unknown = await open()
      .read(TIMESTAMP)
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'ERR_GIT_UNREACHABLE' });
    expect(JSON.stringify(refused)).not.toContain('hunter2');
  });
});
