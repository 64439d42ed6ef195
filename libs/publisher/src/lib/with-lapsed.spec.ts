import { beforeEach, describe, expect, it } from '@jest/globals';
import { memoryCache, openTrustedClient } from '@ragnos-vault/metadata';
import { MemoryRepository, newSigner } from '@ragnos-vault/testing';
import { createVaultInMemory, daysAfter, type VaultInMemory } from '../../spec/vault-in-memory.ts';
import { renew } from './renew.ts';

const START = new Date('2030-01-01T00:00:00Z');
const day = (days: number): Date => daysAfter(START, days);

let repo: MemoryRepository;
let vault: VaultInMemory;

beforeEach(async () => {
  repo = new MemoryRepository();
  vault = await createVaultInMemory(START, { store: repo, newSigner });
  await vault.addVendor('acme', START);
  await vault.publish(['@acme/hello@1.0.0', 'tool@1.0.0'], START);
  await vault.rebalance('acme', 2, START);
});

async function finds(path: string, at: Date): Promise<boolean> {
  const input = { trustedRoot: vault.trustedRoot, now: at };
  const client = openTrustedClient(input, { fetcher: repo, cache: memoryCache() });
  return (await client.findTarget(path)) !== undefined;
}

const HELLO = 'plugins/acme/hello/1.0.0/hello-1.0.0.tgz';
const NEXT = 'plugins/acme/hello/1.1.0/hello-1.1.0.tgz';

describe('publish after an expiry', () => {
  it('of the timestamp needs its key only, where nothing is new', async () => {
    for (const role of ['targets', 'snapshot', 'vendor-acme']) vault.signers.set(role, []);
    const before = (await vault.publish(['tool@1.0.0'], START)).versions;
    const report = await vault.publish(['tool@1.0.0'], day(15));
    expect(report).toMatchObject({ status: 'published', plugins: [{ status: 'unchanged' }] });
    expect(report.versions).toEqual({ ...before, timestamp: before.timestamp + 1 });
    expect(await finds(HELLO, day(15))).toBe(true);
  });

  it('of snapshot and timestamp does without the key of targets', async () => {
    vault.signers.set('targets', []);
    expect(await vault.publish(['@acme/hello@1.1.0'], day(40))).toMatchObject({ status: 'published' });
    expect(await finds(NEXT, day(40))).toBe(true);
  });

  it('of everything signs what leads to the plugin, and leaves other vendors alone', async () => {
    await vault.addVendor('beta', START);
    expect(await vault.publish(['@acme/hello@1.1.0'], day(100))).toMatchObject({ status: 'published' });
    expect(await finds(NEXT, day(100))).toBe(true);
    expect([...repo.files.keys()].filter((path) => path.endsWith('.vendor-beta.json'))).toHaveLength(1);
  });

  it('of the role of a vendor signs it anew, where the plugin was published before', async () => {
    const { config, trustedRoot, ports } = vault;
    await renew({ config, trustedRoot, now: day(80), roles: ['targets'], ifNeeded: false }, ports);
    await expect(finds(HELLO, day(93))).rejects.toMatchObject({ code: 'ERR_TUF_EXPIRED' });
    await vault.publish(['@acme/hello@1.0.0'], day(93));
    expect(await finds(HELLO, day(93))).toBe(true);
  });

  it('of targets is refused without its key, and changes nothing', async () => {
    vault.signers.set('targets', []);
    const before = new Map(repo.files);
    await expect(vault.publish(['@acme/hello@1.1.0'], day(100))).rejects.toMatchObject({
      code: 'ERR_SIGNER_UNAVAILABLE',
      facts: { role: 'targets' },
    });
    expect(repo.files).toEqual(before);
  });
});
