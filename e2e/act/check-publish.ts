import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Tally } from '../corpus/tally.ts';
import { examplesIn, published, TAG } from './examples.ts';
import { runAct, type ActWorld } from './run-act.ts';
import { pluginFiles, rotateAtHome } from './site.ts';

const PUBLISHER = { example: 'publish', vault: 'vault' };

/** publish.yml: what becomes of tags. */
export async function checkPublish(
  world: ActWorld & { readonly dir: string },
  { check }: Tally,
): Promise<void> {
  const { site, run } = examplesIn(world);

  await check('publish.yml: a tag publishes its plugin in one commit, and once', async () => {
    const publisher = await site('publish', PUBLISHER);
    await publisher.push({
      ...pluginFiles('plugins/hello', '@acme/hello', '1.2.0'),
      ...pluginFiles('plugins/other', '@acme/other'),
    });
    await run({ ...TAG, workflow: 'publish.yml' }, publisher);
    const archives = published(publisher);
    assert.equal(archives.length, 1);
    assert.match(archives.join(), /plugins\/acme\/hello\/1\.2\.0\//);
    assert.equal(publisher.remote.commits('vault'), 2);
    await run({ ...TAG, workflow: 'publish.yml' }, publisher);
    assert.equal(publisher.remote.commits('vault'), 2);
  });

  await check('publish.yml: two tags at once both publish, without a group to wait in', async () => {
    const publisher = await site('race', PUBLISHER);
    await publisher.push({
      ...pluginFiles('plugins/a', '@acme/a'),
      ...pluginFiles('plugins/b', '@acme/b'),
    });
    const runs = ['a', 'b'].map((name) => ({
      what: { event: 'push', payload: { ref: `refs/tags/@acme/${name}@1.0.0` }, workflow: 'publish.yml' },
      where: { ...publisher, dir: join(publisher.dir, name), clone: publisher.remote.clone(`clone-${name}`) },
    }));
    await Promise.all(runs.map(({ what, where }) => run(what, where)));
    assert.equal(published(publisher).length, 2);
    assert.equal(publisher.remote.commits('vault'), 3);
  });

  await check('publish.yml: a key that was rotated at home signs no more, and the new one does', async () => {
    const publisher = await site('rotated', PUBLISHER);
    await publisher.push(pluginFiles('plugins/hello', '@acme/hello', '1.2.0'));
    const secret = await rotateAtHome(publisher, 'vault');
    const before = publisher.remote.commits('vault');
    const old = await runAct({ ...TAG, workflow: 'publish.yml' }, publisher, world);
    assert.notEqual(old.code, 0);
    assert.match(old.log, /ERR_SIGNER_UNAVAILABLE/);
    assert.equal(publisher.remote.commits('vault'), before);
    await run({ ...TAG, workflow: 'publish.yml' }, { ...publisher, secret });
    assert.equal(published(publisher).length, 1);
  });

  await check('publish.yml: without the secret nothing is published', async () => {
    const publisher = await site('no-secret', PUBLISHER);
    await publisher.push(pluginFiles('plugins/hello', '@acme/hello', '1.2.0'));
    const { code, log } = await runAct(
      { ...TAG, workflow: 'publish.yml' },
      { ...publisher, secret: '' },
      world,
    );
    assert.notEqual(code, 0);
    assert.match(log, /ERR_SIGNER_UNAVAILABLE/);
    assert.equal(publisher.remote.commits('vault'), 1);
  });
}
