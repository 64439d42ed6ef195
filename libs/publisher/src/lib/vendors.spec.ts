import { beforeEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_LIMITS, packFiles } from '@ragnos-vault/archive';
import type { Signer } from '@ragnos-vault/crypto';
import {
  loadRepository,
  memoryCache,
  metadataPath,
  openTrustedClient,
  parseTargets,
} from '@ragnos-vault/metadata';
import type { MetadataCache, Targets } from '@ragnos-vault/metadata';
import { DEFAULT_POLICY } from '@ragnos-vault/scanner';
import { MemoryRepository, newSigner } from '@ragnos-vault/testing';
import { archiveOf, createVaultInMemory, type VaultInMemory } from '../../spec/vault-in-memory.ts';
import { addVendor } from './add-vendor.ts';
import { publish } from './publish.ts';
import { rebalance } from './rebalance.ts';
import { removeVendor } from './remove-vendor.ts';
import { rotateVendor } from './rotate-vendor.ts';

const NOW = new Date();
const HELLO = 'plugins/acme/hello/1.0.0/hello-1.0.0.tgz';
const INDEX = 'plugins/acme/hello/index.json';

let repo: MemoryRepository;
let vault: VaultInMemory;
/** A client that lives through all changes. */
let oldClient: MetadataCache;

beforeEach(async () => {
  repo = new MemoryRepository();
  vault = await createVaultInMemory(NOW, { store: repo, newSigner });
  oldClient = memoryCache();
});

const ports = () => vault.ports;
const base = () => ({ config: vault.config, trustedRoot: vault.trustedRoot, now: NOW });
const publishAll = (...specs: readonly string[]) => vault.publish(specs, NOW);

/** What a new and an old client get for a path. */
async function fetched(path: string): Promise<readonly (Uint8Array | undefined)[]> {
  const found = [];
  for (const cache of [memoryCache(), oldClient]) {
    const client = openTrustedClient({ trustedRoot: vault.trustedRoot, now: NOW }, { fetcher: repo, cache });
    const target = await client.findTarget(path);
    found.push(target && Buffer.from(await client.downloadBytes(target)));
  }
  return found;
}

async function addAcme(signer: Signer = newSigner()): Promise<Signer> {
  vault.signers.set('vendor-acme', [signer]);
  await addVendor({ ...base(), vendor: 'acme', keys: { keys: [signer.publicKey], threshold: 1 } }, ports());
  return signer;
}

async function live(role: string): Promise<Targets> {
  const state = await loadRepository(repo, vault.trustedRoot);
  const version = state.snapshot.signed.meta.get(role)?.version ?? 0;
  return parseTargets(repo.files.get(metadataPath(role, version))!).signed;
}

const both = (bytes: Uint8Array) => [Buffer.from(bytes), Buffer.from(bytes)];

describe('vendor add', () => {
  it('moves the files of a vendor into a role of its own, and old and new clients go on', async () => {
    await publishAll('@acme/hello@1.0.0', 'tool@1.0.0');
    expect(await fetched(HELLO)).toEqual(both(archiveOf('@acme/hello@1.0.0')));
    await addAcme();
    expect(await fetched(HELLO)).toEqual(both(archiveOf('@acme/hello@1.0.0')));
    expect([...(await live('vendor-acme')).targets.keys()].sort()).toEqual([HELLO, INDEX]);
    expect((await live('targets')).delegations?.roles).toMatchObject([
      {
        name: 'vendor-acme',
        terminating: true,
        paths: ['plugins/acme/*', 'plugins/acme/*/*', 'plugins/acme/*/*/*'],
      },
    ]);
    expect([...(await live('targets')).targets.keys()].some((path) => path.includes('/acme/'))).toBe(false);
  });

  it('signs what is published afterwards with the key of the vendor, and leaves targets as it is', async () => {
    const acme = await addAcme();
    const before = await live('targets');
    await publishAll('@acme/hello@1.0.0');
    expect(await live('targets')).toEqual(before);
    expect(await fetched(HELLO)).toEqual(both(archiveOf('@acme/hello@1.0.0')));
    const role = parseTargets(
      repo.files.get(metadataPath('vendor-acme', (await live('vendor-acme')).version))!,
    );
    expect([...role.signatures.keys()]).toEqual([acme.keyId]);
  });

  it('refuses to publish for a vendor whose key is not at hand, and changes nothing', async () => {
    await addAcme();
    vault.signers.delete('vendor-acme');
    const before = new Map(repo.files);
    await expect(publishAll('@acme/hello@1.0.0')).rejects.toMatchObject({
      code: 'ERR_SIGNER_UNAVAILABLE',
      facts: { role: 'vendor-acme' },
    });
    expect(repo.files).toEqual(before);
  });

  it('keeps the files where they are while the keys of the vendor are elsewhere', async () => {
    await publishAll('@acme/hello@1.0.0');
    const keys = { keys: [newSigner().publicKey], threshold: 1 };
    const report = await addVendor({ ...base(), vendor: 'acme', keys }, ports());
    expect(report.targets).toBe(0);
    expect(await fetched(HELLO)).toEqual(both(archiveOf('@acme/hello@1.0.0')));
  });

  it.each(['targets', '_acme', '../x', 'A', 'a/b', '', 'x'.repeat(64), '__proto__'])(
    'refuses the name %j',
    async (vendor) => {
      const before = new Map(repo.files);
      const keys = { keys: [newSigner().publicKey], threshold: 1 };
      const added = addVendor({ ...base(), vendor, keys }, ports());
      await (vendor === 'targets'
        ? expect(added).resolves.toMatchObject({ role: 'vendor-targets' })
        : expect(added).rejects.toMatchObject({ code: 'ERR_VENDOR_NAME' }));
      if (vendor !== 'targets') expect(repo.files).toEqual(before);
    },
  );

  it('refuses a second vendor of the name, and a threshold that cannot be reached', async () => {
    const acme = await addAcme();
    const before = new Map(repo.files);
    const keys = { keys: [acme.publicKey], threshold: 1 };
    await expect(addVendor({ ...base(), vendor: 'acme', keys }, ports())).rejects.toMatchObject({
      code: 'ERR_VENDOR_EXISTS',
    });
    await expect(
      addVendor({ ...base(), vendor: 'beta', keys: { ...keys, threshold: 2 } }, ports()),
    ).rejects.toMatchObject({ code: 'ERR_USAGE' });
    expect(repo.files).toEqual(before);
  });
});

describe('rebalance', () => {
  it.each(['succinct', 'prefixes'] as const)('spreads targets over %s bins, and back', async (kind) => {
    await addAcme();
    const names = Array.from({ length: 12 }, (_, at) => `@acme/p${at}@1.0.0`);
    await publishAll(...names);
    const path = 'plugins/acme/p7/1.0.0/p7-1.0.0.tgz';
    for (const [round, bins] of [8, 32, 4, 1].entries()) {
      const report = await rebalance({ ...base(), vendor: 'acme', kind, bins }, ports());
      expect(report).toMatchObject({ bins, targets: 24 + round });
      expect(await fetched(path)).toEqual(both(archiveOf('@acme/p7@1.0.0')));
      expect(await fetched('plugins/acme/none/index.json')).toEqual([undefined, undefined]);
      await publishAll(`@acme/p7@2.0.${bins}`);
      const next = `plugins/acme/p7/2.0.${bins}/p7-2.0.${bins}.tgz`;
      expect(await fetched(next)).toEqual(both(archiveOf(`@acme/p7@2.0.${bins}`)));
    }
    expect((await live('vendor-acme')).delegations).toBeUndefined();
  });

  it('never takes a name out of snapshot', async () => {
    await addAcme();
    await publishAll('@acme/hello@1.0.0');
    await rebalance({ ...base(), vendor: 'acme', kind: 'succinct', bins: 16 }, ports());
    await rebalance({ ...base(), vendor: 'acme', kind: 'succinct', bins: 2 }, ports());
    const { meta } = (await loadRepository(repo, vault.trustedRoot)).snapshot.signed;
    expect([...meta.keys()].filter((role) => role.startsWith('bins-acme-'))).toHaveLength(16);
  });

  it('publishes into bins by reading and writing the roles of that plugin alone', async () => {
    await addAcme();
    await rebalance({ ...base(), vendor: 'acme', kind: 'succinct', bins: 256 }, ports());
    repo.requests.length = 0;
    await publishAll('@acme/hello@1.0.0');
    const written = repo.requests.filter(({ verb }) => verb !== 'read' && verb !== 'get');
    // Two targets, their two bins, snapshot and timestamp.
    expect(written).toHaveLength(6);
    expect(new Set(repo.requests.map(({ path }) => path)).size).toBeLessThan(20);
  });

  it.each([0, 3, -2, 1.5, 32_768])('refuses %d bins', async (bins) => {
    await addAcme();
    const before = new Map(repo.files);
    await expect(
      rebalance({ ...base(), vendor: 'acme', kind: 'succinct', bins }, ports()),
    ).rejects.toMatchObject({ code: 'ERR_USAGE' });
    expect(repo.files).toEqual(before);
  });
});

describe('vendor rotate', () => {
  it('signs the role and all bins with the new key, and the old one signs no more', async () => {
    await addAcme();
    await publishAll('@acme/hello@1.0.0');
    await rebalance({ ...base(), vendor: 'acme', kind: 'succinct', bins: 4 }, ports());
    expect(await fetched(HELLO)).toEqual(both(archiveOf('@acme/hello@1.0.0')));
    const next = newSigner();
    vault.signers.set('vendor-acme', [...(vault.signers.get('vendor-acme') ?? []), next]);
    await rotateVendor(
      { ...base(), vendor: 'acme', keys: { keys: [next.publicKey], threshold: 1 } },
      ports(),
    );
    expect(await fetched(HELLO)).toEqual(both(archiveOf('@acme/hello@1.0.0')));
    for (const role of ['vendor-acme', 'bins-acme-0', 'bins-acme-3']) {
      const file = parseTargets(repo.files.get(metadataPath(role, (await live(role)).version))!);
      expect([...file.signatures.keys()]).toEqual([next.keyId]);
    }
    expect([...((await live('targets')).delegations?.keys.keys() ?? [])]).toEqual([next.keyId]);
  });

  it('to keys that are elsewhere goes by way of both, and is refused without', async () => {
    const old = await addAcme();
    await publishAll('@acme/hello@1.0.0');
    vault.signers.delete('vendor-acme');
    const away = newSigner();
    const before = new Map(repo.files);
    await expect(
      rotateVendor({ ...base(), vendor: 'acme', keys: { keys: [away.publicKey], threshold: 1 } }, ports()),
    ).rejects.toMatchObject({ code: 'ERR_SIGNER_UNAVAILABLE' });
    expect(repo.files).toEqual(before);
    const keys = { keys: [old.publicKey, away.publicKey], threshold: 1 };
    expect(await rotateVendor({ ...base(), vendor: 'acme', keys }, ports())).toMatchObject({ threshold: 1 });
    expect(await fetched(HELLO)).toEqual(both(archiveOf('@acme/hello@1.0.0')));
  });
});

describe('vendor remove', () => {
  it('takes the archives away without the key of the vendor, and keeps the record of its versions', async () => {
    await addAcme();
    await publishAll('@acme/hello@1.0.0');
    vault.signers.delete('vendor-acme');
    expect(await fetched(HELLO)).toHaveLength(2);
    await removeVendor({ ...base(), vendor: 'acme' }, ports());
    expect(await fetched(HELLO)).toEqual([undefined, undefined]);
    const [index] = await fetched(INDEX);
    expect(JSON.parse(Buffer.from(index!).toString())).toMatchObject({
      versions: [{ version: '1.0.0', yanked: true }],
    });
  });

  it('lets a vendor return under new keys, but no version under other bytes', async () => {
    await addAcme();
    await publishAll('@acme/hello@1.0.0');
    await rebalance({ ...base(), vendor: 'acme', kind: 'succinct', bins: 2 }, ports());
    await removeVendor({ ...base(), vendor: 'acme' }, ports());
    await addAcme();
    expect(await fetched(HELLO)).toEqual([undefined, undefined]);
    const other = packFiles([
      { path: 'package.json', mode: 0o644, content: Buffer.from('{"name":"@acme/hello","version":"1.0.0"}') },
    ]);
    const before = new Map(repo.files);
    await expect(
      publish(
        { ...base(), plugins: ['x'], policy: DEFAULT_POLICY, limits: DEFAULT_LIMITS },
        { ...ports(), readPlugin: () => Promise.resolve(other) },
      ),
    ).rejects.toMatchObject({ code: 'ERR_VERSION_EXISTS' });
    expect(repo.files).toEqual(before);
    await publishAll('@acme/hello@1.1.0');
    await rebalance({ ...base(), vendor: 'acme', kind: 'succinct', bins: 2 }, ports());
    expect(await fetched('plugins/acme/hello/1.1.0/hello-1.1.0.tgz')).toEqual(
      both(archiveOf('@acme/hello@1.1.0')),
    );
  });

  it('refuses a vendor that there is not', async () => {
    await expect(removeVendor({ ...base(), vendor: 'acme' }, ports())).rejects.toMatchObject({
      code: 'ERR_VENDOR_UNKNOWN',
    });
  });
});
