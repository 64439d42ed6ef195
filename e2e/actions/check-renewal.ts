import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tally } from '../corpus/tally.ts';
import { parseRecord } from './parse-outputs.ts';
import { runAction, type StepResult } from './runner.ts';
import type { World } from './world.ts';

export async function checkRenewal(world: World, { check }: Tally): Promise<void> {
  const env = { GITHUB_EVENT_NAME: 'schedule' };
  const renew = (secret: string): Promise<StepResult> =>
    runAction('publish', { mode: 'renew', 'signing-keys': secret }, world.job({ env }));
  const timestamp = (): Promise<Buffer> =>
    readFile(join(world.workspace, 'vault/repository/metadata/timestamp.json'));

  await check('renew: what is fresh is left alone', async () => {
    const before = await timestamp();
    const step = await renew(world.secret);
    assert.equal(step.code, 0, step.log);
    assert.equal(step.outputs.get('published'), 'false');
    assert.deepEqual(await timestamp(), before);
  });
  await check('renew: a schedule that fails opens one issue, and writes it anew', async () => {
    for (let run = 0; run < 2; run += 1) {
      const step = await renew('not a key');
      assert.equal(step.code, 1);
      assert.doesNotMatch(step.log, /not a key/);
    }
    assert.equal(world.github.issues.length, 1);
    assert.match(String(world.github.issues[0]?.['body']), /ERR_KEY_INVALID/);
  });
  await check('renew: the issue is closed when it works again', async () => {
    assert.equal((await renew(world.secret)).code, 0);
    assert.equal(world.github.issues[0]?.['state'], 'closed');
  });
  await check('renew: an issue that the token may not write names the permission', async () => {
    world.github.denied.push('GET /repos/acme/plugins/issues');
    const step = await renew('not a key');
    assert.equal(step.code, 1);
    assert.match(step.log, /::warning::.*permissions: \{ issues: write \}/);
  });
  await check('renew: says until when each role is good', async () => {
    const step = await renew(world.secret);
    assert.deepEqual(Object.keys(parseRecord(step.outputs.get('expires'))), [
      'root',
      'targets',
      'snapshot',
      'timestamp',
    ]);
  });
}
