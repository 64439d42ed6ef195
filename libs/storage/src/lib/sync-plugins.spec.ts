import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { addToStore, makePlugin, setOf } from '../../children/plugin-fixture.ts';
import { openPluginStore } from './open-plugin-store.ts';
import { pluginLayout } from './plugin-layout.ts';
import type { Generation } from './plugin-store.ts';
import { manifestFileOf } from './store-entry.ts';
import { syncPlugins } from './sync-plugins.ts';

let dir: string;
let generation: Generation;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'sync-plugins-'));
  const store = openPluginStore(dir);
  generation = await store.withLock('install', async () => {
    const hello = makePlugin('hello', '1.0.0');
    await addToStore(store, hello);
    return store.activate(setOf(hello));
  });
});

afterEach(() => rmSync(dir, { recursive: true }));

describe('syncPlugins', () => {
  it.each(['sync', 'no-such-command', 'false'])('succeeds with the command %s', async (command) => {
    await syncPlugins(pluginLayout(dir), generation, command);
  });

  it('reaches every plugin where there is no syncfs: one that is missing is an error', async () => {
    const layout = pluginLayout(dir);
    rmSync(manifestFileOf(layout, generation.plugins[0]!));
    await expect(syncPlugins(layout, generation, 'no-such-command')).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });
});
