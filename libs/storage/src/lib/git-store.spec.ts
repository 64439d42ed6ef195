import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CollectableStore } from '@ragnos-vault/metadata';
import { makeGitRemote, userGit, userState, type GitRemote } from '@ragnos-vault/testing';
import { openGitStore } from './git-store.ts';

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

describe('a repository in a branch', () => {
  it('changes by one commit that holds everything, and shows nothing before', async () => {
    const store = open();
    await store.create('metadata/2.snapshot.json', TWO);
    await store.create('targets/a', TWO);
    expect(remote.files('vault')).toEqual([TIMESTAMP]);
    await store.replace(TIMESTAMP, TWO, await etagOf(store));
    expect(remote.files('vault')).toEqual(['metadata/2.snapshot.json', TIMESTAMP, 'targets/a']);
    expect(remote.commits('vault')).toBe(2);
  });

  it('leaves the checkout of its user as it was, and what else is in the branch', async () => {
    userGit(dir, 'fetch', '--quiet', 'origin');
    userGit(dir, 'checkout', '--quiet', 'vault');
    writeFileSync(join(dir, '.nojekyll'), '');
    userGit(dir, 'add', '.');
    userGit(dir, 'commit', '--quiet', '--message=pages');
    userGit(dir, 'push', '--quiet', 'origin', 'vault');
    writeFileSync(join(dir, 'README.md'), 'half a thought');
    userGit(dir, 'add', 'README.md');
    const before = userState(dir);
    const store = open();
    await store.replace(TIMESTAMP, TWO, await etagOf(store));
    expect(userState(dir)).toEqual(before);
    expect(remote.files('vault')).toEqual(['.nojekyll', TIMESTAMP]);
    expect(await Array.fromAsync(store.list(''))).toEqual([{ path: TIMESTAMP, length: 3 }]);
  });

  it('is rebased on what others changed, where that is another file', async () => {
    const [store, other] = [open(), open(remote.clone('other'))];
    const etag = await etagOf(store);
    await store.create('targets/a', ONE);
    await other.replace('collect.json', ONE, undefined);
    await store.replace(TIMESTAMP, TWO, etag);
    expect(remote.files('vault')).toEqual(['collect.json', TIMESTAMP, 'targets/a']);
    expect(remote.commits('vault')).toBe(3);
  });

  it('drops what was staged for a commit that came too late', async () => {
    const [store, other] = [open(), open(remote.clone('other'))];
    const etag = await etagOf(store);
    await store.create('metadata/2.snapshot.json', ONE);
    await other.create('metadata/2.snapshot.json', TWO);
    await other.replace(TIMESTAMP, TWO, etag);
    const late = store.replace(TIMESTAMP, THREE, etag);
    await expect(late).rejects.toMatchObject({ code: 'ERR_STORE_CHANGED' });
    expect(Buffer.from((await store.read('metadata/2.snapshot.json'))!.bytes)).toEqual(TWO);
    await store.create('metadata/3.snapshot.json', THREE);
    await store.replace(TIMESTAMP, THREE, await etagOf(store));
    expect(remote.files('vault')).toEqual([
      'metadata/2.snapshot.json',
      'metadata/3.snapshot.json',
      TIMESTAMP,
    ]);
    expect(remote.read('vault', 'metadata/2.snapshot.json')).toBe('two');
  });

  it('is one that changed, where another stored other bytes under a name of the same commit', async () => {
    const [store, other] = [open(), open(remote.clone('other'))];
    const etag = await etagOf(store);
    await store.create('metadata/2.snapshot.json', ONE);
    await other.create('metadata/2.snapshot.json', TWO);
    await other.flush?.();
    await expect(store.replace(TIMESTAMP, TWO, etag)).rejects.toMatchObject({ code: 'ERR_STORE_CHANGED' });
    expect(remote.read('vault', 'metadata/2.snapshot.json')).toBe('two');
    expect(remote.read('vault', TIMESTAMP)).toBe('one');
  });

  it('keeps what is staged while the list of collect changes, or fails to', async () => {
    const [store, other] = [open(), open(remote.clone('other'))];
    const etag = await etagOf(store);
    await store.create('targets/a', ONE);
    await other.replace('collect.json', ONE, undefined);
    await expect(store.replace('collect.json', TWO, undefined)).rejects.toMatchObject({
      code: 'ERR_STORE_CHANGED',
    });
    await store.replace('collect.json', TWO, await etagOf(store, 'collect.json'));
    expect(remote.files('vault')).toEqual(['collect.json', TIMESTAMP]);
    await store.replace(TIMESTAMP, TWO, etag);
    expect(remote.files('vault')).toEqual(['collect.json', TIMESTAMP, 'targets/a']);
  });

  it('refuses to remove a file on a state that nobody has looked at', async () => {
    const store = open();
    await store.create('targets/a', ONE);
    await store.replace(TIMESTAMP, TWO, await etagOf(store));
    const collector = open();
    const etag = await etagOf(collector);
    await store.replace(TIMESTAMP, THREE, etag);
    await expect(collector.remove(['targets/a'])).rejects.toMatchObject({ code: 'ERR_STORE_CHANGED' });
    expect(remote.files('vault')).toContain('targets/a');
    await etagOf(collector);
    await collector.remove(['targets/a']);
    expect(remote.files('vault')).toEqual([TIMESTAMP]);
  });

  it('refuses what git would let take the place of something else', async () => {
    const store = open();
    await expect(store.create('metadata', ONE)).rejects.toMatchObject({ code: 'ERR_IO' });
    await expect(store.create(`${TIMESTAMP}/x`, ONE)).rejects.toMatchObject({ code: 'ERR_IO' });
    await expect(store.create('../x', ONE)).rejects.toMatchObject({ code: 'ERR_TARGET_PATH' });
    expect(remote.commits('vault')).toBe(1);
  });

  it('refuses a symbolic link in the branch', async () => {
    const blob = userGit(dir, 'hash-object', '-w', 'README.md').trim();
    userGit(dir, 'fetch', '--quiet', 'origin', 'vault');
    userGit(dir, 'checkout', '--quiet', 'vault');
    userGit(dir, 'update-index', '--add', '--cacheinfo', `120000,${blob},metadata/2.root.json`);
    userGit(dir, 'commit', '--quiet', '--message=link');
    userGit(dir, 'push', '--quiet', 'origin', 'vault');
    await expect(open().read('metadata/2.root.json')).rejects.toMatchObject({ code: 'ERR_IO' });
    expect(await Array.fromAsync(open().list('metadata/2'))).toEqual([]);
  });
});

describe('a push', () => {
  it('of two that race is won by one, each time', async () => {
    const stores = [open(), open(remote.clone('other'))];
    for (let round = 0; round < 5; round += 1) {
      const etag = await etagOf(open());
      const ends = await Promise.allSettled(
        stores.map((store, at) => store.replace(TIMESTAMP, Buffer.from(`${round} ${at}`), etag)),
      );
      const won = ends.map(({ status }) => status === 'fulfilled');
      expect(won.filter(Boolean)).toHaveLength(1);
      expect(remote.read('vault', TIMESTAMP)).toBe(`${round} ${won.indexOf(true)}`);
    }
    expect(remote.commits('vault')).toBe(6);
  });

  it('whose answer was lost is settled by looking', async () => {
    const store = open();
    const etag = await etagOf(store);
    remote.hook('post-receive', 'kill -9 $PPID');
    await store.replace(TIMESTAMP, TWO, etag);
    expect(remote.read('vault', TIMESTAMP)).toBe('two');
    expect(remote.commits('vault')).toBe(2);
  });

  it.each([
    { name: 'a hook that says no', script: 'echo no >&2; exit 1' },
    { name: 'a hook that dies', script: 'kill -9 $PPID' },
  ])('that meets $name is refused with what to do, and changes nothing', async ({ script }) => {
    const store = open();
    const etag = await etagOf(store);
    await store.create('targets/a', ONE);
    remote.hook('pre-receive', script);
    const refused = store.replace(TIMESTAMP, TWO, etag);
    await expect(refused).rejects.toMatchObject({
      code: 'ERR_GIT_REFUSED',
      hint: expect.stringContaining('contents: write'),
    });
    expect(remote.files('vault')).toEqual([TIMESTAMP]);
    expect(remote.read('vault', TIMESTAMP)).toBe('one');
    remote.unhook();
    await store.replace(TIMESTAMP, TWO, etag);
    expect(remote.files('vault')).toEqual([TIMESTAMP, 'targets/a']);
  });

  it('of a process that is killed in it leaves nothing, and the next one goes on', async () => {
    const marker = join(folder, 'pushing');
    const hanging = join(folder, 'hanging');
    writeFileSync(hanging, `#!/bin/sh\ntouch ${marker}\nsleep 30\n`);
    chmodSync(hanging, 0o755);
    userGit(dir, 'config', 'remote.origin.receivepack', hanging);
    const script = fileURLToPath(new URL('../../children/stage-and-wait.ts', import.meta.url));
    const child = spawn(process.execPath, [script, dir, 'vault'], { stdio: 'ignore', detached: true });
    while (!existsSync(marker)) await sleep(20);
    process.kill(-child.pid!, 'SIGKILL');
    userGit(dir, 'config', '--unset', 'remote.origin.receivepack');
    expect(remote.files('vault')).toEqual([TIMESTAMP]);
    const store = open();
    await store.replace(TIMESTAMP, TWO, await etagOf(store));
    expect(remote.files('vault')).toEqual([TIMESTAMP]);
    expect(remote.read('vault', TIMESTAMP)).toBe('two');
  });

  it('goes on where our repository inside .git is gone, or damaged', async () => {
    const home = join(dir, '.git/ragnos-vault');
    for (const damage of [
      () => rmSync(home, { recursive: true }),
      () => writeFileSync(join(home, 'repository.git/HEAD'), 'damaged'),
    ]) {
      damage();
      const store = open();
      await store.replace(TIMESTAMP, TWO, await etagOf(store));
    }
    expect(remote.commits('vault')).toBe(3);
  });

  it('goes on where a git that was killed left its locks', async () => {
    const home = join(dir, '.git/ragnos-vault/repository.git');
    const [ref] = readdirSync(join(home, 'refs/vault'));
    for (const name of ['shallow', `refs/vault/${ref}/fetched`, `refs/vault/${ref}/next`])
      writeFileSync(join(home, `${name}.lock`), '');
    const other = open(remote.clone('other'));
    await other.replace(TIMESTAMP, TWO, await etagOf(other));
    const store = open();
    await store.replace(TIMESTAMP, THREE, await etagOf(store));
    expect(remote.read('vault', TIMESTAMP)).toBe('three');
  });
});
