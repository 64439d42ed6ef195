import { beforeEach, describe, expect, it } from '@jest/globals';
import { encodeRoot, parseRoot, signRole } from '@ragnos-vault/metadata';
import { MemoryRepository, newSigner } from '@ragnos-vault/testing';
import { createVaultInMemory, daysAfter, type VaultInMemory } from '../../spec/vault-in-memory.ts';
import { status, type StatusInput, type StatusReport } from './status.ts';

const START = new Date('2030-01-01T00:00:00Z');
const HELLO = 'plugins/acme/hello/1.0.0/hello-1.0.0.tgz';

let repo: MemoryRepository;
let vault: VaultInMemory;

beforeEach(async () => {
  repo = new MemoryRepository();
  vault = await createVaultInMemory(START, { store: repo, newSigner });
});

function statusOn(day: number, change: Partial<StatusInput> = {}): Promise<StatusReport> {
  const { config, trustedRoot } = vault;
  return status({ config, trustedRoot, now: daysAfter(START, day), ...change }, repo);
}

const codes = ({ warnings }: StatusReport): readonly string[] => warnings.map(({ code }) => code);

describe('status', () => {
  it('tells versions, expiries and plugins, and reports what has expired instead of refusing', async () => {
    await vault.publish(['@acme/hello@1.0.0'], START);
    const report = await statusOn(20);
    expect(report.roles.map(({ role, version, expired, due }) => [role, version, expired, due])).toEqual([
      ['root', 1, false, false],
      ['targets', 2, false, false],
      ['snapshot', 2, false, true],
      ['timestamp', 2, true, true],
    ]);
    expect(report).toMatchObject({
      at: '2030-01-21T00:00:00.000Z',
      due: ['snapshot', 'timestamp'],
      expired: ['timestamp'],
    });
    expect(report.targets.find(({ path }) => path === HELLO)).toMatchObject({
      role: 'targets',
      plugin: { name: '@acme/hello', version: '1.0.0' },
    });
  });

  it.each([
    [0, [], []],
    [1, ['timestamp'], []],
    [10, ['snapshot', 'timestamp'], []],
    [14, ['snapshot', 'timestamp'], ['timestamp']],
    [60, ['targets', 'snapshot', 'timestamp'], ['snapshot', 'timestamp']],
    [90, ['targets', 'snapshot', 'timestamp'], ['targets', 'snapshot', 'timestamp']],
    [305, ['root', 'targets', 'snapshot', 'timestamp'], ['targets', 'snapshot', 'timestamp']],
  ])('on day %d names as due %j and as expired %j', async (day, due, expired) => {
    expect(await statusOn(day)).toMatchObject({ due, expired });
  });

  it('lists vendors with their keys, sums up their bins, and lists the targets of all', async () => {
    await vault.addVendor('acme', START);
    await vault.addVendor('beta', START);
    await vault.publish(['@acme/hello@1.0.0', '@acme/bye@1.0.0', 'tool@1.0.0'], START);
    await vault.rebalance('acme', 4, START);
    const report = await statusOn(60);
    expect(report.roles.slice(4)).toEqual([
      {
        role: 'vendor-acme',
        version: 3,
        expires: daysAfter(START, 90).toISOString(),
        expired: false,
        due: true,
        keyIds: [vault.signers.get('vendor-acme')![0]!.keyId],
        threshold: 1,
        targets: 0,
        bins: {
          kind: 'succinct',
          count: 4,
          targets: 4,
          expires: daysAfter(START, 90).toISOString(),
          expired: 0,
          due: 4,
          largest: { role: expect.stringMatching(/^bins-acme-/), targets: expect.any(Number) },
        },
      },
      expect.objectContaining({ role: 'vendor-beta', targets: 0 }),
    ]);
    expect(report.due.filter((role) => role.startsWith('bins-acme-'))).toHaveLength(4);
    expect(report.targets.map(({ path }) => path)).toEqual(
      expect.arrayContaining([HELLO, 'plugins/_/tool/1.0.0/tool-1.0.0.tgz']),
    );
    expect(report.targets.find(({ path }) => path === HELLO)?.role).toMatch(/^bins-acme-[0-3]$/);
  });
});

describe('status warns', () => {
  it('of one root key that decides alone, and of root keys beside the repository', async () => {
    const report = await statusOn(0, { rootKeyFiles: ['keys/root.pem'] });
    expect(codes(report)).toEqual(['root-key-beside-repository', 'root-threshold']);
    expect(report.warnings[0]?.message).toContain('keys/root.pem');
  });

  it('of a root that must be signed anew soon', async () => {
    expect(codes(await statusOn(304))).not.toContain('root-due');
    expect(codes(await statusOn(305))).toContain('root-due');
  });

  it('of a root whose publication was cut short', async () => {
    const root = parseRoot(vault.trustedRoot).signed;
    const next = await signRole(encodeRoot({ ...root, version: 2 }), vault.signers.get('root')!);
    repo.files.set('metadata/2.root.json', next);
    expect(codes(await statusOn(0))).toContain('root-pending');
  });

  it('of a vendor whose metadata is gone, and tells the rest', async () => {
    await vault.addVendor('acme', START);
    await vault.addVendor('beta', START);
    const path = [...repo.files.keys()].filter((name) => name.endsWith('.vendor-acme.json')).at(-1)!;
    repo.files.delete(path);
    const report = await statusOn(0);
    expect(codes(report)).toContain('role-broken');
    expect(report.roles.map(({ role }) => role)).toContain('vendor-beta');
  });
});
