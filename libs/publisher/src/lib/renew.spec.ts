import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  encodeRoot,
  memoryCache,
  openTrustedClient,
  parseRoot,
  signRole,
  TIMESTAMP_PATH,
} from '@ragnos-vault/metadata';
import { faultyStore, MemoryRepository, newSigner } from '@ragnos-vault/testing';
import { createVaultInMemory, daysAfter, type VaultInMemory } from '../../spec/vault-in-memory.ts';
import { renew, type RenewReport } from './renew.ts';

const START = new Date('2030-01-01T00:00:00Z');
const HELLO = 'plugins/acme/hello/1.0.0/hello-1.0.0.tgz';
const OTHER = 'plugins/beta/other/1.0.0/other-1.0.0.tgz';
const day = (days: number): Date => daysAfter(START, days);

let repo: MemoryRepository;
let vault: VaultInMemory;

beforeEach(async () => {
  repo = new MemoryRepository();
  vault = await createVaultInMemory(START, { store: repo, newSigner });
});

function run(at: number, roles: readonly string[] = [], ifNeeded = false): Promise<RenewReport> {
  const { config, trustedRoot, ports } = vault;
  return renew({ config, trustedRoot, now: day(at), roles, ifNeeded }, ports);
}

const renewedRoles = ({ renewed }: RenewReport): readonly string[] => renewed.map(({ role }) => role).sort();

/** Whether a new client finds a path at a time, or the code of what it is told. */
async function finds(path: string, at: number): Promise<boolean | string> {
  const input = { trustedRoot: vault.trustedRoot, now: day(at) };
  const client = openTrustedClient(input, { fetcher: repo, cache: memoryCache() });
  try {
    return (await client.findTarget(path)) !== undefined;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

/** Day 0: the vendors acme (in two bins) and beta, each with a plugin. */
async function withVendors(): Promise<void> {
  await vault.addVendor('acme', START);
  await vault.addVendor('beta', START);
  await vault.publish(['@acme/hello@1.0.0', '@beta/other@1.0.0'], START);
  await vault.rebalance('acme', 2, START);
}

describe('renew', () => {
  // root 365/60, targets and vendors 90/30, snapshot 30/20, timestamp 14/13 days.
  it.each([
    [0, [], ['timestamp']],
    [9, [], ['timestamp']],
    [10, [], ['snapshot', 'timestamp']],
    [14, [], ['snapshot', 'timestamp']],
    [31, [], ['snapshot', 'timestamp']],
    [59, [], ['snapshot', 'timestamp']],
    [60, [], ['snapshot', 'targets', 'timestamp']],
    [89, [], ['snapshot', 'targets', 'timestamp']],
    [5, ['targets'], ['snapshot', 'targets', 'timestamp']],
    [5, ['snapshot'], ['snapshot', 'timestamp']],
    [20, ['timestamp'], ['timestamp']],
    [120, ['targets'], ['snapshot', 'targets', 'timestamp']],
  ])('on day %d, of %j, signs %j', async (at, names, expected) => {
    const report = await run(at, names);
    expect(report).toMatchObject({ status: 'renewed', skipped: [] });
    expect(renewedRoles(report)).toEqual(expected);
    expect(await finds('nothing', at)).toBe(false);
  });

  it.each([
    [0, [], []],
    [1, [], ['timestamp']],
    [9, ['snapshot'], []],
    [10, ['snapshot'], ['snapshot', 'timestamp']],
    [59, ['targets'], []],
    [60, ['targets'], ['snapshot', 'targets', 'timestamp']],
  ])('--if-needed, on day %d, of %j, signs %j', async (at, names, expected) => {
    const before = new Map(repo.files);
    const report = await run(at, names, true);
    expect(renewedRoles(report)).toEqual(expected);
    expect(report.status).toBe(expected.length === 0 ? 'unchanged' : 'renewed');
    if (expected.length === 0) expect(repo.files).toEqual(before);
  });

  it('leaves contents as they are, and tells versions and expiries', async () => {
    await vault.publish(['@acme/hello@1.0.0'], START);
    const report = await run(60);
    expect(report.versions).toEqual({ root: 1, targets: 3, snapshot: 3, timestamp: 3 });
    expect(report.renewed).toContainEqual({ role: 'targets', version: 3, expires: day(150).toISOString() });
    expect(await finds(HELLO, 60)).toBe(true);
  });

  it('leaves the snapshot as it is where only the timestamp is signed', async () => {
    const report = await run(5);
    expect(report.versions).toEqual({ root: 1, targets: 1, snapshot: 1, timestamp: 2 });
    expect([...repo.files.keys()].filter((path) => path.includes('snapshot'))).toHaveLength(1);
  });

  it('tells that root is due, which it cannot renew', async () => {
    await run(85, ['targets']);
    await run(170, ['targets']);
    await run(250, ['targets']);
    expect(await run(310)).toMatchObject({ status: 'renewed', due: ['root'] });
    expect(await run(310, [], true)).toMatchObject({ status: 'unchanged', due: ['root'] });
  });

  it('renews vendors and bins with their own keys', async () => {
    await withVendors();
    expect(renewedRoles(await run(60))).toEqual(
      ['bins-acme-0', 'bins-acme-1', 'snapshot', 'targets', 'timestamp', 'vendor-acme', 'vendor-beta'].sort(),
    );
    expect(await finds(HELLO, 60)).toBe(true);
    expect(await run(60, [], true)).toMatchObject({ status: 'unchanged', due: [], skipped: [] });
  });

  it('signs a vendor that is named with its bins, whatever its window', async () => {
    await withVendors();
    expect(renewedRoles(await run(2, ['vendor-acme']))).toEqual(
      ['bins-acme-0', 'bins-acme-1', 'snapshot', 'timestamp', 'vendor-acme'].sort(),
    );
  });
});

describe('a vendor that cannot be renewed', () => {
  it('because it lapsed is skipped, and comes back where it is named', async () => {
    await withVendors();
    await run(70, ['targets', 'vendor-beta']);
    expect(await finds(HELLO, 70)).toBe(true);
    const report = await run(95);
    expect(report.skipped).toMatchObject([{ role: 'vendor-acme', reason: 'expired' }]);
    expect(report.due).toEqual(['vendor-acme']);
    expect(await finds(HELLO, 95)).toBe('ERR_TUF_EXPIRED');
    expect(await finds(OTHER, 95)).toBe(true);
    expect(await run(95, ['vendor-acme'])).toMatchObject({ status: 'renewed', skipped: [], due: [] });
    expect(await finds(HELLO, 95)).toBe(true);
  });

  it.each([
    ['are not at hand', () => vault.signers.delete('vendor-acme')],
    ['are others', () => vault.signers.set('vendor-acme', [newSigner()])],
  ])('because its keys %s is skipped, unless it is named', async (_name, lose) => {
    await withVendors();
    lose();
    const report = await run(65);
    expect(report).toMatchObject({
      status: 'renewed',
      due: ['vendor-acme'],
      skipped: [{ role: 'vendor-acme', reason: 'keys-missing' }],
    });
    expect(renewedRoles(report)).toEqual(['snapshot', 'targets', 'timestamp', 'vendor-beta']);
    const before = new Map(repo.files);
    await expect(run(65, ['vendor-acme'])).rejects.toMatchObject({
      code: 'ERR_SIGNER_UNAVAILABLE',
      facts: { role: expect.stringMatching(/acme/) },
    });
    expect(repo.files).toEqual(before);
  });

  it('because its keys refuse to open is skipped', async () => {
    await withVendors();
    const { config, trustedRoot, ports } = vault;
    const openSigners = (role: string) =>
      role === 'vendor-beta' ? Promise.reject(new Error('no such file')) : ports.openSigners(role);
    const input = { config, trustedRoot, now: day(65), roles: [], ifNeeded: true };
    const report = await renew(input, { ...ports, openSigners });
    expect(report.skipped).toEqual([
      { role: 'vendor-beta', reason: 'keys-missing', message: 'no such file' },
    ]);
    expect(renewedRoles(report)).toContain('vendor-acme');
  });

  it('because its file is gone is skipped', async () => {
    await withVendors();
    const path = [...repo.files.keys()].filter((name) => name.endsWith('.vendor-beta.json')).at(-1)!;
    repo.files.delete(path);
    const report = await run(60);
    expect(report.skipped).toMatchObject([{ role: 'vendor-beta', reason: 'broken' }]);
    expect(await finds(HELLO, 60)).toBe(true);
    await expect(run(60, ['vendor-beta'])).rejects.toMatchObject({ code: 'ERR_TUF_MISSING' });
  });

  it('alone leaves nothing to write with --if-needed', async () => {
    await withVendors();
    await run(75, ['targets', 'vendor-beta']);
    vault.signers.delete('vendor-acme');
    const before = new Map(repo.files);
    expect(await run(75, [], true)).toMatchObject({
      status: 'unchanged',
      skipped: [{ role: 'vendor-acme', reason: 'keys-missing' }],
    });
    expect(repo.files).toEqual(before);
  });
});

describe('renew refuses, and the repository stays as it was:', () => {
  it.each([
    ['targets that expired', 90, [], 'ERR_TUF_EXPIRED', { role: 'targets' }],
    ['targets that expired, for a snapshot', 90, ['snapshot'], 'ERR_TUF_EXPIRED', { role: 'targets' }],
    ['a root that expired', 365, ['targets'], 'ERR_TUF_EXPIRED', { role: 'root' }],
    ['to renew root', 1, ['root'], 'ERR_USAGE', { role: 'root' }],
    ['a role that there is not', 1, ['tragets'], 'ERR_USAGE', { role: 'tragets' }],
    ['a vendor that there is not', 1, ['vendor-x'], 'ERR_VENDOR_UNKNOWN', { role: 'vendor-x' }],
  ])('%s', async (...[, at, names, code, facts]) => {
    for (const ifNeeded of [false, true]) {
      const before = new Map(repo.files);
      await expect(run(at, names, ifNeeded)).rejects.toMatchObject({ code, facts });
      expect(repo.files).toEqual(before);
    }
  });

  it.each(['targets', 'snapshot', 'timestamp'])(
    '%s that is due and whose key is not at hand',
    async (role) => {
      vault.signers.set(role, []);
      const before = new Map(repo.files);
      await expect(run(60, [], true)).rejects.toMatchObject({
        code: 'ERR_SIGNER_UNAVAILABLE',
        facts: { role },
      });
      expect(repo.files).toEqual(before);
    },
  );

  it('nothing of it where targets is not due: its key is not asked for', async () => {
    vault.signers.set('targets', []);
    expect(await run(20)).toMatchObject({ status: 'renewed' });
    expect(await run(60, ['snapshot', 'timestamp'], true)).toMatchObject({
      status: 'renewed',
      due: ['targets'],
    });
  });
});

describe('a renewal that is cut off', () => {
  it.each(['refused', 'crash', 'answer-lost'] as const)(
    'at any write (%s) is made good by the next',
    async (kind) => {
      await withVendors();
      const whole = new Map(repo.files);
      for (let call = 1; ; call += 1) {
        repo.files.clear();
        for (const [path, bytes] of whole) repo.files.set(path, bytes);
        const store = faultyStore(repo, { call, kind });
        const { config, trustedRoot, ports } = vault;
        const input = { config, trustedRoot, now: day(60), roles: [], ifNeeded: false };
        await renew(input, { ...ports, store }).catch(() => undefined);
        await run(60);
        expect(await finds(HELLO, 60)).toBe(true);
        if (store.calls() < call) break;
      }
    },
  );

  it('finishes what a root left pending, also with --if-needed', async () => {
    const old = JSON.parse(Buffer.from(repo.files.get(TIMESTAMP_PATH)!).toString()) as {
      signed: Record<string, unknown>;
    };
    expect(old.signed['x_root_version']).toBe(1);
    await publishRoot2();
    expect(await run(0, [], true)).toMatchObject({
      status: 'renewed',
      renewed: [{ role: 'timestamp', version: 2 }],
    });
    expect(await run(0, [], true)).toMatchObject({ status: 'unchanged' });
  });
});

/** Step B of a root's publication, and no step C. */
async function publishRoot2(): Promise<void> {
  const root = parseRoot(vault.trustedRoot).signed;
  repo.files.set(
    'metadata/2.root.json',
    await signRole(encodeRoot({ ...root, version: 2 }), vault.signers.get('root')!),
  );
}
