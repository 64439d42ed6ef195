import { beforeEach, describe, expect, it } from '@jest/globals';
import { sha256Hex } from '@ragnos-vault/crypto';
import type { ErrorCode } from '@ragnos-vault/errors';
import {
  loadRepository,
  memoryCache,
  openTrustedClient,
  parsePluginIndex,
  parseRevocations,
  REVOCATIONS_PATH,
} from '@ragnos-vault/metadata';
import type { PluginIndex, RevocationList } from '@ragnos-vault/metadata';
import { faultyStore, MemoryRepository, newSigner } from '@ragnos-vault/testing';
import { archiveOf, createVaultInMemory, type VaultInMemory } from '../../spec/vault-in-memory.ts';
import { addVendor } from './add-vendor.ts';
import { rebalance } from './rebalance.ts';
import type { EditPorts } from './repository-edit.ts';
import { revoke } from './revoke.ts';
import { yank } from './yank.ts';

const NOW = new Date();
const HELLO = '@acme/hello@1.0.0';
const INDEX = 'plugins/acme/hello/index.json';

let repo: MemoryRepository;
let vault: VaultInMemory;

beforeEach(async () => {
  repo = new MemoryRepository();
  vault = await createVaultInMemory(NOW, { store: repo, newSigner });
  await publishAll('1.0.0', '1.1.0');
});

const ports = (store: EditPorts['store'] = repo): Pick<EditPorts, 'store' | 'openSigners'> => ({
  ...vault.ports,
  store,
});
const base = () => ({ config: vault.config, trustedRoot: vault.trustedRoot, now: NOW });

function publishAll(...versions: readonly string[]) {
  return vault.publish(
    versions.map((version) => `@acme/hello@${version}`),
    NOW,
  );
}

async function fetched(path: string): Promise<Uint8Array> {
  const client = openTrustedClient(
    { trustedRoot: vault.trustedRoot, now: NOW },
    { fetcher: repo, cache: memoryCache() },
  );
  return client.downloadBytes((await client.findTarget(path))!);
}

const index = async (): Promise<PluginIndex> => parsePluginIndex(await fetched(INDEX));
const list = async (): Promise<RevocationList> => parseRevocations(await fetched(REVOCATIONS_PATH));
const yanks = async () => (await index()).versions.map(({ version, yanked }) => [version, yanked]);

async function addAcme(): Promise<void> {
  vault.signers.set('vendor-acme', [newSigner()]);
  const keys = { keys: vault.signers.get('vendor-acme')!.map(({ publicKey }) => publicKey), threshold: 1 };
  await addVendor({ ...base(), vendor: 'acme', keys }, ports());
  await publishAll('1.2.0');
}

async function expectUnchanged(refused: () => Promise<unknown>, code: ErrorCode): Promise<void> {
  const before = new Map(repo.files);
  await expect(refused()).rejects.toMatchObject({ code });
  expect(repo.files).toEqual(before);
}

describe('yank', () => {
  const run = (change: object = {}, store?: EditPorts['store']) =>
    yank({ ...base(), plugin: HELLO, ...change }, ports(store));

  it('marks one version in the index, with a reason, and leaves its archive', async () => {
    expect(await run({ reason: 'loses data' })).toMatchObject({
      status: 'yanked',
      name: '@acme/hello',
      version: '1.0.0',
      reason: 'loses data',
      versions: { targets: 3, timestamp: 3 },
    });
    expect((await index()).versions).toMatchObject([
      { version: '1.0.0', yanked: true, yankedReason: 'loses data' },
      { version: '1.1.0', yanked: false },
    ]);
    const archive = await fetched('plugins/acme/hello/1.0.0/hello-1.0.0.tgz');
    expect(sha256Hex(archive)).toBe(sha256Hex(archiveOf('@acme/hello@1.0.0')));
  });

  it('is taken back by undo, reason and all', async () => {
    await run({ reason: 'loses data' });
    const report = await run({ undo: true });
    expect(report).toMatchObject({ status: 'unyanked' });
    expect(report).not.toHaveProperty('reason');
    expect((await index()).versions[0]).not.toHaveProperty('yankedReason');
    expect(await yanks()).toEqual([
      ['1.0.0', false],
      ['1.1.0', false],
    ]);
  });

  it.each([
    ['a yanked version', [{ reason: 'loses data' }], { reason: 'loses data' }],
    ['a yanked version, without a reason,', [{ reason: 'loses data' }], {}],
    ['what is not yanked', [], { undo: true }],
  ])('leaves %s as it is', async (_what, before, again) => {
    for (const change of before) await run(change);
    const files = new Map(repo.files);
    expect(await run(again)).toMatchObject({ status: 'unchanged' });
    expect(repo.files).toEqual(files);
  });

  it('changes the reason', async () => {
    await run({ reason: 'loses data' });
    expect(await run({ reason: 'loses all data' })).toMatchObject({
      status: 'yanked',
      reason: 'loses all data',
    });
  });

  it('outlives the next publish', async () => {
    await run({ reason: 'loses data' });
    await publishAll('1.2.0');
    expect((await index()).versions[0]).toMatchObject({ yanked: true, yankedReason: 'loses data' });
  });

  it.each([1, 2])('is signed by the vendor, in %s bins, and by no key of targets', async (bins) => {
    await addAcme();
    await rebalance({ ...base(), vendor: 'acme', kind: 'succinct', bins }, ports());
    vault.signers.set('targets', []);
    const { targets } = await loadRepository(repo, vault.trustedRoot);
    expect(await run()).toMatchObject({ status: 'yanked', versions: { targets: targets.signed.version } });
    expect(await yanks()).toEqual([
      ['1.0.0', true],
      ['1.1.0', false],
      ['1.2.0', false],
    ]);
  });

  it('of a vendor is refused without the keys of the vendor', async () => {
    await addAcme();
    vault.signers.set('vendor-acme', []);
    await expectUnchanged(run, 'ERR_SIGNER_UNAVAILABLE');
  });

  it.each<readonly [string, object, ErrorCode]>([
    ['a version that is not there', { plugin: '@acme/hello@9.0.0' }, 'ERR_TARGET_NOT_FOUND'],
    ['a plugin that is not there', { plugin: '@acme/other@1.0.0' }, 'ERR_TARGET_NOT_FOUND'],
    ['a range', { plugin: '@acme/hello@^1.0.0' }, 'ERR_USAGE'],
    ['a name alone', { plugin: '@acme/hello' }, 'ERR_USAGE'],
    ['a path', { plugin: '@acme/../hello@1.0.0' }, 'ERR_USAGE'],
    ['an empty reason', { reason: ' ' }, 'ERR_USAGE'],
    ['a reason of two lines', { reason: 'a\nb' }, 'ERR_USAGE'],
    ['a reason to take it back', { undo: true, reason: 'a' }, 'ERR_USAGE'],
  ])('refuses %s', async (_what, change, code) => {
    await expectUnchanged(() => run(change), code);
  });

  it('refuses to sign an index that was changed in the store', async () => {
    const [path = '', bytes] = [...repo.files].findLast(([name]) => name.endsWith('.index.json')) ?? [];
    repo.files.set(path, Buffer.from(Buffer.from(bytes!).toString().replace('1.1.0', '1.9.0')));
    await expectUnchanged(run, 'ERR_TUF_HASH_MISMATCH');
  });

  it('races with publishers and loses nothing', async () => {
    await Promise.all([run(), publishAll('1.2.0'), run({ plugin: '@acme/hello@1.1.0' })]);
    expect(await yanks()).toEqual([
      ['1.0.0', true],
      ['1.1.0', true],
      ['1.2.0', false],
    ]);
  });
});

describe('revoke', () => {
  const run = (change: object = { reason: 'steals tokens' }, store?: EditPorts['store']) =>
    revoke({ ...base(), plugin: HELLO, ...change }, ports(store));
  const sha256 = sha256Hex(archiveOf('@acme/hello@1.0.0'));
  const revokedAt = new Date(Math.floor(NOW.getTime() / 1000) * 1000);
  const ENTRY = { sha256, name: '@acme/hello', version: '1.0.0', reason: 'steals tokens', revokedAt };

  it('lists the digest of a version in a target of the role targets', async () => {
    expect(await run()).toMatchObject({ status: 'revoked', revocations: [ENTRY], versions: { targets: 3 } });
    expect(await list()).toEqual({ revocations: [ENTRY] });
    const { targets } = await loadRepository(repo, vault.trustedRoot);
    expect(targets.signed.targets.has(REVOCATIONS_PATH)).toBe(true);
  });

  it('takes a digest that no version here has', async () => {
    const digest = 'ab'.repeat(32);
    await run({ plugin: `sha256:${digest.toUpperCase()}`, reason: 'bad' });
    expect(await list()).toEqual({ revocations: [{ sha256: digest, reason: 'bad', revokedAt }] });
  });

  it.each([1, 2])('needs no key of the vendor, whose targets lie in %s bins', async (bins) => {
    await addAcme();
    await rebalance({ ...base(), vendor: 'acme', kind: 'succinct', bins }, ports());
    vault.signers.set('vendor-acme', []);
    expect(await run()).toMatchObject({ status: 'revoked' });
    expect(await list()).toEqual({ revocations: [ENTRY] });
  });

  it('is refused without the keys of targets', async () => {
    await addAcme();
    vault.signers.set('targets', []);
    await expectUnchanged(run, 'ERR_SIGNER_UNAVAILABLE');
  });

  it('is lifted by undo, by name or by digest, and leaves an empty list', async () => {
    for (const plugin of [HELLO, `sha256:${sha256}`]) {
      await run();
      expect(await run({ plugin, undo: true })).toMatchObject({ status: 'unrevoked', revocations: [ENTRY] });
      expect(await list()).toEqual({ revocations: [] });
    }
  });

  it('leaves as it is what is so already', async () => {
    const before = new Map(repo.files);
    expect(await run({ undo: true })).toMatchObject({ status: 'unchanged', revocations: [] });
    expect(repo.files).toEqual(before);
    await run();
    const after = new Map(repo.files);
    const later = new Date(NOW.getTime() + 5_000);
    expect(await run({ reason: 'steals tokens', now: later })).toMatchObject({
      status: 'unchanged',
      revocations: [ENTRY],
    });
    expect(repo.files).toEqual(after);
  });

  it('changes the reason, and keeps the time', async () => {
    await run();
    await run({ reason: 'steals keys', now: new Date(NOW.getTime() + 5_000) });
    expect(await list()).toEqual({ revocations: [{ ...ENTRY, reason: 'steals keys' }] });
  });

  it('outlives a publish, a yank and the addition of a vendor', async () => {
    await run();
    await yank({ ...base(), plugin: HELLO }, ports());
    await addAcme();
    expect(await list()).toEqual({ revocations: [ENTRY] });
  });

  it.each<readonly [string, object, ErrorCode]>([
    ['no reason', {}, 'ERR_USAGE'],
    ['a reason to lift', { undo: true, reason: 'a' }, 'ERR_USAGE'],
    ['a reason without end', { reason: 'x'.repeat(501) }, 'ERR_USAGE'],
    ['a range', { plugin: '@acme/hello@1.x || 2', reason: 'a' }, 'ERR_USAGE'],
    ['a digest that is cut', { plugin: 'sha256:abcd', reason: 'a' }, 'ERR_USAGE'],
    ['a version that is not there', { plugin: '@acme/hello@9.0.0', reason: 'a' }, 'ERR_TARGET_NOT_FOUND'],
  ])('refuses %s', async (_what, change, code) => {
    await expectUnchanged(() => run(change), code);
  });

  it('refuses to go on from a list that was changed in the store', async () => {
    await run();
    const [path = '', bytes] = [...repo.files].find(([name]) => name.endsWith('.revocations.json')) ?? [];
    repo.files.set(path, Buffer.from(Buffer.from(bytes!).toString().replace('steals', 'yields')));
    await expectUnchanged(() => run({ plugin: '@acme/hello@1.1.0', reason: 'a' }), 'ERR_TUF_HASH_MISMATCH');
  });

  it('races with others and loses nothing', async () => {
    await Promise.all([run(), run({ plugin: '@acme/hello@1.1.0', reason: 'b' }), publishAll('1.2.0')]);
    expect((await list()).revocations.map(({ version }) => version).sort()).toEqual(['1.0.0', '1.1.0']);
  });

  it.each(['refused', 'crash', 'answer-lost'] as const)(
    'that is cut off at any write (%s) is done or not done, and can be run again',
    async (kind) => {
      const fresh = new Map(repo.files);
      for (let call = 1; ; call += 1) {
        repo.files.clear();
        for (const [path, bytes] of fresh) repo.files.set(path, bytes);
        const store = faultyStore(repo, { call, kind });
        await run({ reason: 'steals tokens' }, store).catch(() => undefined);
        await run();
        expect(await list()).toEqual({ revocations: [ENTRY] });
        if (store.calls() < call) break;
      }
    },
  );
});
