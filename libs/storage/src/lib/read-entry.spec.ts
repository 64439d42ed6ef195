import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { addToStore, makePlugin } from '../../children/plugin-fixture.ts';
import { openPluginStore } from './open-plugin-store.ts';

let dir: string;
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'read-entry-'))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const FIXTURE = makePlugin('hello', '1.0.0');

describe('the files of a plugin in the store', () => {
  it('come back as they were in its archive', async () => {
    const store = openPluginStore(dir);
    await store.withLock('install', async () => addToStore(store, FIXTURE));
    const files = await store.readFiles(FIXTURE.plugin);
    const read = files?.map(({ path, mode, content }) => [path, mode, Buffer.from(content).toString()]);
    expect(read?.sort()).toEqual([
      ['bin/run.sh', 0o755, '#!/bin/sh\necho 1.0.0\n'],
      ['package.json', 0o644, '{"name":"@acme/hello","version":"1.0.0"}'],
    ]);
  });

  it('are not there where it was never installed', async () => {
    expect(await openPluginStore(dir).readFiles(FIXTURE.plugin)).toBeUndefined();
  });

  it('are refused where one of them was changed', async () => {
    const store = openPluginStore(dir);
    await store.withLock('install', async () => addToStore(store, FIXTURE));
    const { sha256 } = FIXTURE.plugin;
    writeFileSync(join(dir, 'store', `${sha256}-hello-1.0.0`, 'package.json'), '[]');
    await expect(store.readFiles(FIXTURE.plugin)).rejects.toMatchObject({ code: 'ERR_INSTALLED_CORRUPT' });
  });
});
