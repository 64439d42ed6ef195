import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalTUFRepository } from './local-tuf-repository.ts';
import { showTrust, type ShowTrustInput } from './trust-session.ts';
import { TUFIntegration } from './tuf-integration.ts';

const DAY_MS = 86_400_000;
let made: string;
let dir: string;

beforeAll(async () => {
  made = mkdtempSync(join(tmpdir(), 'trust-made-'));
  await new LocalTUFRepository({ repoDir: join(made, 'repo') }).init({ keyType: 'ed25519' });
});
afterAll(() => rmSync(made, { recursive: true, force: true }));
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'trust-'));
  cpSync(made, dir, { recursive: true });
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function show(change: Partial<ShowTrustInput> = {}) {
  return showTrust({
    repo: join(dir, 'repo'),
    trustedRoot: readFileSync(join(dir, 'repo/root.json')),
    pluginsDir: join(dir, 'plugins'),
    now: new Date(),
    ...change,
  });
}

function integrationOf(change: object = {}): TUFIntegration {
  const tufOptions = { localRepoDir: join(dir, 'repo') };
  return new TUFIntegration({ tufOptions, pluginsDir: join(dir, 'plugins'), ...change });
}

describe('showing what is trusted', () => {
  it('refreshes, and says from where and where it is kept', async () => {
    const now = new Date();
    const shown = await show({ now });
    expect(shown).toMatchObject({
      repository: expect.stringMatching(/^file:.*\/repo$/),
      isRefreshed: true,
      lastRefresh: now,
      roles: [{}, { role: 'timestamp', state: 'trusted', version: 1 }, {}, {}],
    });
    expect(existsSync(join(shown.cacheDir, 'timestamp.json'))).toBe(true);
    expect(existsSync(shown.lastRefreshFile)).toBe(true);
    expect(shown.problem).toBeUndefined();
  });

  it('looks at the cache alone where it is offline, and leaves no trace', async () => {
    const before = await show({ offline: true });
    expect(before).toMatchObject({ isRefreshed: false, problem: { code: 'ERR_OFFLINE' } });
    expect(existsSync(join(dir, 'plugins'))).toBe(false);
    await show();
    rmSync(join(dir, 'repo/repository'), { recursive: true });
    expect(await show({ offline: true })).toMatchObject({
      isRefreshed: false,
      roles: [{}, { version: 1 }, {}, {}],
    });
  });

  it('tells why a repository was refused, beside what is still trusted', async () => {
    await show();
    cpSync(join(dir, 'repo'), join(dir, 'older'), { recursive: true });
    const repository = new LocalTUFRepository({ repoDir: join(dir, 'repo') });
    await repository.publish([join(import.meta.dirname, '../../../../examples/plugins/hello')]);
    await show();
    expect(await show({ repo: join(dir, 'older') })).toMatchObject({
      isRefreshed: false,
      problem: { code: 'ERR_TUF_ROLLBACK' },
      roles: [{}, { role: 'timestamp', state: 'trusted', version: 2 }, {}, {}],
    });
  });

  it.each([
    [400, 'ERR_TUF_EXPIRED'],
    [-1, 'ERR_CLOCK_STEPPED_BACK'],
  ])('names the problem of a clock %i days on', async (days, code) => {
    await show();
    const now = new Date(Date.now() + days * DAY_MS);
    expect(await show({ now })).toMatchObject({ isRefreshed: false, problem: { code } });
    expect(await show({ now, offline: true })).toMatchObject({ problem: { code } });
    expect(await show()).toMatchObject({ isRefreshed: true });
  });

  it('needs a repository that can be opened', async () => {
    await expect(show({ repo: join(dir, 'nothing') })).rejects.toMatchObject({ code: 'ERR_VAULT_NOT_FOUND' });
  });
});

describe('TUFIntegration', () => {
  it('refreshes beside others over one cache', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => integrationOf().refresh()));
    expect(all.map(({ timestamp }) => timestamp.version)).toEqual(Array.from({ length: 8 }, () => 1));
    const { cacheDir } = await show();
    expect(readdirSync(cacheDir).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('works offline from what it kept', async () => {
    await expect(integrationOf({ offline: true }).refresh()).rejects.toMatchObject({ code: 'ERR_OFFLINE' });
    await integrationOf().refresh();
    rmSync(join(dir, 'repo/repository/metadata/timestamp.json'));
    const tuf = integrationOf({ offline: true });
    expect(await tuf.refresh()).toMatchObject({ timestamp: { version: 1 } });
    expect(await tuf.find('nothing')).toBeUndefined();
  });

  it('does not answer from a refresh that failed', async () => {
    const tuf = integrationOf();
    rmSync(join(dir, 'repo/repository/metadata/timestamp.json'));
    await expect(tuf.refresh()).rejects.toMatchObject({ code: 'ERR_TUF_MISSING' });
    await expect(tuf.find('x')).rejects.toMatchObject({ code: 'ERR_USAGE' });
  });
});
