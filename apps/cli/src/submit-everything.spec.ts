import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { memoryIo } from '@ragnos-vault/testing';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.ts';

const HELLO = fileURLToPath(new URL('../../../examples/plugins/hello', import.meta.url));
let dir: string;

/** `online` holds the keys of snapshot and timestamp alone, `offline` a copy of the repository and the other keys. */
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'cli-'));
  await cli('init --repo-dir online --key-type ed25519');
  await cli(`publish ${HELLO} --repo-dir online`);
  await cli('vendor add acme --key-type ed25519 --repo-dir online');
  cpSync(join(dir, 'online'), join(dir, 'offline'), { recursive: true });
  for (const role of ['root', 'targets', 'vendor-acme']) rmSync(join(dir, `online/keys/${role}.pem`));
  for (const role of ['snapshot', 'timestamp']) rmSync(join(dir, `offline/keys/${role}.pem`));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function cli(line: string) {
  const io = memoryIo(dir);
  const code = await run(line.split(' '), io);
  return { code, out: io.out(), err: io.err() };
}

const published = (): readonly string[] =>
  readdirSync(join(dir, 'online/repository'), { recursive: true, encoding: 'utf8' }).sort();

describe('a command whose keys are on another machine', () => {
  it.each([
    ['renew targets', 'targets'],
    ['renew vendor-acme', 'vendor-acme'],
    ['rebalance acme --count 4', 'vendor-acme'],
    ['yank @acme/hello@1.0.0', 'vendor-acme'],
    ['revoke @acme/hello@1.0.0 --reason theft', 'targets'],
  ])('%s is refused where they are missing, submitted where they are, and accepted', async (line, role) => {
    const before = published();
    const refused = await cli(`${line} --repo-dir online`);
    expect(refused).toMatchObject({ code: 4 });
    expect(refused.err).toContain('ERR_SIGNER_UNAVAILABLE');
    const submitted = await cli(`${line} --repo-dir offline --submit s.tgz --json`);
    expect(submitted).toMatchObject({ code: 0, err: '' });
    const { submission } = JSON.parse(submitted.out) as { submission: { roles: object[] } };
    expect(submission.roles[0]).toMatchObject({ role, missing: [] });
    expect(published()).toEqual(before);
    expect(await cli('accept s.tgz --repo-dir online')).toMatchObject({ code: 0, err: '' });
    expect(published()).not.toEqual(before);
    expect((await cli('accept s.tgz --repo-dir online')).out).toMatch(/^unchanged/);
  });

  it('never overwrites a submission', async () => {
    await cli('renew targets --repo-dir offline --submit s.tgz');
    expect(await cli('renew targets --repo-dir offline --submit s.tgz')).toMatchObject({ code: 2 });
    expect(existsSync(join(dir, 's.tgz'))).toBe(true);
  });
});
