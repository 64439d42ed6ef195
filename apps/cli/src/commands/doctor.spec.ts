import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { withLock } from '@ragnos-vault/storage';
import { memoryIo } from '@ragnos-vault/testing';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../run.ts';

const HELLO = fileURLToPath(new URL('../../../../examples/plugins/hello', import.meta.url));
let dir: string;

beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'cli-doctor-'))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function cli(line: string, env: Record<string, string> = {}) {
  const io = memoryIo(dir, env);
  const code = await run(line.split(' '), io);
  return { code, out: io.out(), err: io.err() };
}

async function install(): Promise<void> {
  await cli('init --repo-dir vault --key-type ed25519');
  await cli(`publish ${HELLO}`);
  expect(await cli('install @acme/hello --repo vault --root vault/root.json')).toMatchObject({ code: 0 });
}

describe('doctor', () => {
  it('finds nothing wrong where nothing is installed, and makes nothing', async () => {
    const { code, out } = await cli('doctor', { https_proxy: 'me:s3cret@proxy:3128' });
    expect(code).toBe(0);
    expect(out).toMatch(/^ok +node +Node\.js [0-9.]+\nok +clock +20.*Z\nok +folder +not there yet/);
    expect(out).toContain('https_proxy=http://proxy:3128');
    expect(out).not.toContain('s3cret');
    expect(existsSync(join(dir, 'plugins'))).toBe(false);
  });

  it('says who holds the lock, and that this is no failure', async () => {
    await install();
    await withLock(join(dir, 'plugins/.lock'), { command: 'gc' }, async () => {
      const { code, out } = await cli('doctor');
      expect(code).toBe(0);
      expect(out).toMatch(/\nwarning +lock +process \d+ holds the lock since .*: gc/);
    });
  });

  it('asks a repository as a client that knows nothing but the root, and keeps nothing', async () => {
    await cli('init --repo-dir vault --key-type ed25519');
    const asked = await cli('doctor --repo vault --root vault/root.json');
    expect(asked.code).toBe(0);
    expect(asked.out).toMatch(/\nok +repository +trusted: root v1, timestamp v1, until 20.*Z\n$/);
    await cli('init --repo-dir other --key-type ed25519');
    const foreign = await cli('doctor --repo vault --root other/root.json');
    expect(foreign).toMatchObject({ code: 1 });
    expect(foreign.out).toMatch(/\nfailed +repository +.*\(ERR_TUF_SIGNATURE\)\n {2}hint: /);
    expect(await cli('doctor --repo vault')).toMatchObject({ code: 2 });
    expect(existsSync(join(dir, 'plugins'))).toBe(false);
  });

  it('fails where the clock is earlier than what was recorded', async () => {
    await install();
    const io = { ...memoryIo(dir), now: () => new Date(Date.now() - 3_600_000) };
    expect(await run(['doctor'], io)).toBe(1);
    expect(io.out()).toMatch(/\nfailed +clock +the clock says .* recorded at .*\n {2}hint: set the clock/);
  });

  it('fails for changed plugins, a changed log and a folder of everybody, each with a hint', async () => {
    await install();
    expect(JSON.parse((await cli('doctor --json')).out)).not.toMatchObject({
      checks: expect.arrayContaining([expect.objectContaining({ status: 'failed' })]),
    });
    const log = join(dir, 'plugins/.audit/log.jsonl');
    writeFileSync(log, readFileSync(log, 'utf8').replace('"install"', '"rollback"'));
    writeFileSync(join(dir, 'plugins/current/acme/hello/index.js'), 'evil');
    chmodSync(join(dir, 'plugins'), 0o777);
    const { code, out } = await cli('doctor --json');
    expect(code).toBe(1);
    const { checks } = JSON.parse(out) as { checks: { name: string; status: string; hint?: string }[] };
    const failed = checks.filter(({ status, hint }) => status === 'failed' && hint !== undefined);
    expect(failed.map(({ name }) => name)).toEqual(['folder', 'plugins', 'log']);
  });
});
