import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CollectableStore } from '@ragnos-vault/metadata';
import { makeGitRemote, userGit, userState, type GitRemote } from '@ragnos-vault/testing';
import { cleanGitEnv } from './git-env.ts';
import { runGit } from './run-git.ts';
import { openGitStore } from '../git-store.ts';

const TIMESTAMP = 'metadata/timestamp.json';
const [ONE, TWO, THREE] = [Buffer.from('one'), Buffer.from('two'), Buffer.from('three')];

let folder: string;
let remote: GitRemote;
let dir: string;
const open = (place = dir): CollectableStore => openGitStore({ dir: place, branch: 'vault' });
const etagOf = async (store: CollectableStore, path = TIMESTAMP): Promise<string | undefined> =>
  (await store.read(path))?.etag;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'git-store-'));
  remote = makeGitRemote(folder);
  dir = remote.clone('work');
  await open().replace(TIMESTAMP, ONE, undefined);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the git repository around a vault', () => {
  it('is its own remote where it has none', async () => {
    userGit(dir, 'remote', 'remove', 'origin');
    const store = open();
    expect(await store.read(TIMESTAMP)).toBeUndefined();
    await store.replace(TIMESTAMP, TWO, undefined);
    expect(userGit(dir, 'cat-file', 'blob', `vault:${TIMESTAMP}`)).toBe('two');
    expect(remote.read('vault', TIMESTAMP)).toBe('one');
  });

  it('is not pushed into where the branch is checked out', async () => {
    userGit(dir, 'remote', 'remove', 'origin');
    await open().replace(TIMESTAMP, TWO, undefined);
    userGit(dir, 'checkout', '--quiet', 'vault');
    const before = userState(dir);
    const store = open();
    const refused = store.replace(TIMESTAMP, THREE, await etagOf(store));
    await expect(refused).rejects.toMatchObject({ code: 'ERR_GIT_REFUSED' });
    expect(userState(dir)).toEqual(before);
  });

  it('is refused where its only remote has another name', async () => {
    userGit(dir, 'remote', 'rename', 'origin', 'upstream');
    await expect(open().read(TIMESTAMP)).rejects.toMatchObject({
      code: 'ERR_GIT_FAILED',
      message: 'no remote of this clone is called origin, only upstream',
    });
  });

  it('must be there', async () => {
    await expect(open(folder).read(TIMESTAMP)).rejects.toMatchObject({ code: 'ERR_GIT_FAILED' });
    expect(readdirSync(folder).sort()).toEqual(['remote.git', 'work']);
  });

  it('may be one whose remote is away: that is no empty branch', async () => {
    rmSync(remote.dir, { recursive: true });
    await expect(open().read(TIMESTAMP)).rejects.toMatchObject({ code: 'ERR_GIT_UNREACHABLE' });
    await expect(open().replace(TIMESTAMP, TWO, undefined)).rejects.toMatchObject({
      code: 'ERR_GIT_UNREACHABLE',
    });
  });

  it('may be a shallow clone, and name its remote by a relative path', async () => {
    userGit(folder, 'clone', '--quiet', '--depth=1', `file://${remote.dir}`, 'shallow');
    const place = join(folder, 'shallow');
    userGit(place, 'remote', 'set-url', 'origin', '../remote.git');
    const store = open(place);
    await store.replace(TIMESTAMP, TWO, await etagOf(store));
    expect(remote.read('vault', TIMESTAMP)).toBe('two');
  });
});

describe('git', () => {
  const poison = {
    GIT_DIR: '/nowhere',
    GIT_INDEX_FILE: '/nowhere/index',
    GIT_WORK_TREE: '/nowhere',
    GIT_OBJECT_DIRECTORY: '/nowhere',
    GIT_TRACE: '1',
    GIT_CURL_VERBOSE: '1',
  };
  afterEach(() => {
    for (const name of Object.keys(poison)) Reflect.deleteProperty(process.env, name);
  });

  it('is not led elsewhere by the environment', async () => {
    Object.assign(process.env, poison);
    const store = open();
    await store.replace(TIMESTAMP, TWO, await etagOf(store));
    expect(remote.read('vault', TIMESTAMP)).toBe('two');
  });

  it('is given settings beside those of the environment, and asks nobody', () => {
    const env = {
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'a.b',
      GIT_CONFIG_VALUE_0: 'c',
      PATH: '/bin',
      ...poison,
    };
    expect(cleanGitEnv(env, [{ key: 'http.extraheader', value: 'secret' }])).toEqual({
      PATH: '/bin',
      GIT_CONFIG_COUNT: '2',
      GIT_CONFIG_KEY_0: 'a.b',
      GIT_CONFIG_VALUE_0: 'c',
      GIT_CONFIG_KEY_1: 'http.extraheader',
      GIT_CONFIG_VALUE_1: 'secret',
      GIT_TERMINAL_PROMPT: '0',
      LC_ALL: 'C',
    });
  });

  it('has its credentials taken out of what it says', async () => {
    const settings = [
      { key: 'http.https://github.com/.extraheader', value: 'AUTHORIZATION: basic c2VjcmV0' },
    ];
    const said = async (url: string): Promise<string> =>
      (await runGit(['ls-remote', '--', url], { cwd: dir, settings })).said;
    expect(await said('AUTHORIZATION: basic c2VjcmV0')).not.toContain('c2VjcmV0');
    expect(await said('nothing://user:hunter2@127.0.0.1/x')).not.toContain('hunter2');
    expect(await said('nothing://user:hunter2@127.0.0.1/x')).not.toBe('');
  });

  it('runs no hook of the user', async () => {
    const hooks = join(folder, 'hooks');
    userGit(folder, 'init', '--quiet', 'hooks');
    for (const name of ['pre-push', 'reference-transaction', 'post-checkout']) {
      writeFileSync(join(hooks, name), `#!/bin/sh\ntouch ${join(folder, 'ran')}\n`);
      chmodSync(join(hooks, name), 0o755);
    }
    userGit(dir, 'config', 'core.hooksPath', hooks);
    const store = open();
    await store.replace(TIMESTAMP, TWO, await etagOf(store));
    expect(existsSync(join(folder, 'ran'))).toBe(false);
  });
});
