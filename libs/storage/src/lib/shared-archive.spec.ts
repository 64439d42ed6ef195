import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_LIMITS } from '@ragnos-vault/archive';
import { addToStore, makePlugin } from '../../children/plugin-fixture.ts';
import { openPluginStore } from './open-plugin-store.ts';
import type { PluginStore } from './plugin-store.ts';

const hello = makePlugin('hello', '1.0.0');
const hello2 = makePlugin('hello', '2.0.0');

let folder: string;
let sharedDir: string;
let kept: string;
let store: PluginStore;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shared-'));
  sharedDir = join(folder, 'shared');
  kept = join(sharedDir, 'store', `${hello.plugin.sha256}-hello-1.0.0.tgz`);
  const shared = openPluginStore(sharedDir);
  await shared.withLock('install', () => addToStore(shared, hello));
  store = openPluginStore(join(folder, 'plugins'), { sharedDir });
});
afterEach(() => rmSync(folder, { recursive: true }));

const bring = () =>
  store.withLock('install', async () => {
    const archive = await store.stageShared(hello.plugin);
    if (archive === undefined) return undefined;
    const { plugin, expected } = hello;
    return store.unpack({ archive, plugin, expected, limits: DEFAULT_LIMITS });
  });

describe('an archive of a shared folder', () => {
  it('becomes one of the own store, which needs the shared one no more', async () => {
    chmodSync(join(sharedDir, 'store'), 0o555);
    const before = readdirSync(sharedDir, { recursive: true }).sort();
    await bring();
    expect(readdirSync(sharedDir, { recursive: true }).sort()).toEqual(before);
    chmodSync(join(sharedDir, 'store'), 0o755);
    rmSync(sharedDir, { recursive: true });
    await store.verify(hello.plugin);
    expect(await store.openArchive(hello.plugin)).toBeDefined();
  });

  it.each([
    ['forged', () => writeFileSync(kept, Buffer.alloc(hello.archive.length))],
    ['cut', () => writeFileSync(kept, hello.archive.subarray(0, -1))],
    ['longer', () => writeFileSync(kept, Buffer.concat([readFileSync(kept), Buffer.of(0)]))],
    ['gone', () => rmSync(kept)],
    [
      'a link',
      () => {
        renameSync(kept, join(folder, 'aside'));
        symlinkSync(join(folder, 'aside'), kept);
      },
    ],
    ['in a folder that is gone', () => rmSync(sharedDir, { recursive: true })],
  ])('that is %s is none, and leaves nothing', async (_what, change) => {
    change();
    expect(await bring()).toBeUndefined();
    expect(readdirSync(join(folder, 'plugins/.staging'))).toEqual([]);
    expect(readdirSync(join(folder, 'plugins/store'))).toEqual([]);
  });
});

describe('what a store holds', () => {
  it('is told before as it is after', async () => {
    const nothing = { bytes: 0, files: 0 };
    expect((await store.measure([])).held).toEqual(nothing);
    const first = await store.measure([hello]);
    expect(first.held).toEqual(nothing);
    await store.withLock('install', () => addToStore(store, hello));
    const second = await store.measure([hello, hello2]);
    expect(second.held).toEqual(first.added);
    expect(second.added.files).toBe(4);
    await store.withLock('install', () => addToStore(store, hello2));
    expect(await store.measure([hello, hello2])).toEqual({
      held: {
        bytes: second.held.bytes + second.added.bytes,
        files: second.held.files + second.added.files,
      },
      added: nothing,
    });
  });
});
