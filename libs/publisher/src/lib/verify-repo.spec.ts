import { generateKeyPairSync } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { keyIdOf, parseJson, sha256Hex } from '@ragnos-vault/crypto';
import type { JsonObject, PublicKey } from '@ragnos-vault/crypto';
import { encodeRoot, metadataPath, parseRoot, signingRoleOf, signRole } from '@ragnos-vault/metadata';
import { MemoryRepository, newSigner } from '@ragnos-vault/testing';
import { at, drop, objectAt, push, put, type Edit } from '../../spec/edit-wire.ts';
import { createVaultInMemory, daysAfter, type VaultInMemory } from '../../spec/vault-in-memory.ts';
import { FINDINGS, type FindingCode } from './lint-finding.ts';
import { verifyRepo, type VerifyInput, type VerifyReport } from './verify-repo.ts';
import type { WalkInput } from './walk-repository.ts';

const START = new Date('2030-01-01T00:00:00Z');
const HELLO = 'plugins/acme/hello/1.0.0/hello-1.0.0.tgz';
const TOOL = 'plugins/_/tool/1.0.0/tool-1.0.0.tgz';
const INDEX = 'plugins/_/tool/index.json';

let repo: MemoryRepository;
let vault: VaultInMemory;
let stockWalks: WalkInput[];

// acme has bins, beta lists its target itself, `tool` is listed by targets.
beforeEach(async () => {
  repo = new MemoryRepository();
  stockWalks = [];
  vault = await createVaultInMemory(START, { store: repo, newSigner });
  await vault.addVendor('acme', START);
  await vault.addVendor('beta', START);
  await vault.publish(['@acme/hello@1.0.0', '@acme/hello@1.1.0', '@beta/other@1.0.0', 'tool@1.0.0'], START);
  await vault.rebalance('acme', 4, START);
});

function verify(change: Partial<VerifyInput> = {}): Promise<VerifyReport> {
  const { config, trustedRoot } = vault;
  const stockWalk = (input: WalkInput) => {
    stockWalks.push(input);
    return Promise.resolve([]);
  };
  return verifyRepo({ config, trustedRoot, now: START, ...change }, { fetcher: repo, stockWalk });
}

const codesOf = ({ findings }: VerifyReport): readonly FindingCode[] => findings.map(({ code }) => code);

/** Where the live metadata of a role lies. */
function livePath(role: string): string {
  if (role === 'timestamp') return 'metadata/timestamp.json';
  const version = (path: string): number => Number(path.slice('metadata/'.length).split('.')[0]);
  const paths = [...repo.files.keys()].filter((path) => path.endsWith(`.${role}.json`));
  return paths.sort((a, b) => version(b) - version(a))[0]!;
}

/** The live metadata of a role, as a copy that may be edited. */
const wireOf = (role: string): JsonObject => parseJson(repo.files.get(livePath(role))!) as JsonObject;

/** Changes the live metadata of a role, and signs it again, with what vouches for it. */
async function change(role: string, edit: Edit): Promise<void> {
  const signed = objectAt(wireOf(role), 'signed') as JsonObject;
  edit(signed);
  const bytes = await signRole(signed, vault.signers.get(signingRoleOf(role))!);
  repo.files.set(livePath(role), bytes);
  const hashes = { sha256: sha256Hex(bytes) };
  if (role === 'targets') {
    await change('snapshot', (snapshot) => {
      Object.assign(objectAt(snapshot, 'meta', 'targets.json'), { hashes });
    });
  }
  if (role !== 'snapshot') return;
  await change('timestamp', (timestamp) => {
    Object.assign(objectAt(timestamp, 'meta', 'snapshot.json'), { length: bytes.length, hashes });
  });
}

/** Replaces the bytes of a target of `targets`, and says so in its signed entry. */
async function changeTarget(path: string, edit: (text: string) => string): Promise<void> {
  const bytes = Buffer.from(edit(Buffer.from(repo.files.get(storedPath(path))!).toString()));
  const hashes = { sha256: sha256Hex(bytes) };
  repo.files.set(storedPath(path).replace(/[0-9a-f]{64}/, hashes.sha256), bytes);
  await change('targets', (signed) => {
    Object.assign(objectAt(signed, 'targets', path), { length: bytes.length, hashes });
  });
}

/** Where the file of a target lies. */
function storedPath(path: string): string {
  const slash = path.lastIndexOf('/');
  const [folder, name] = [`targets/${path.slice(0, slash)}/`, `.${path.slice(slash + 1)}`];
  return [...repo.files.keys()].find((file) => file.startsWith(folder) && file.endsWith(name))!;
}

function rsaKey(bits: number): PublicKey {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  return { keytype: 'rsa', scheme: 'rsassa-pss-sha256', keyval: { public: pem } };
}

/** The first root, changed, signed by its own keys. */
async function changeRoot(edit: Edit): Promise<void> {
  await storeRoot(1, edit);
}

async function storeRoot(version: number, edit: Edit = () => undefined): Promise<void> {
  const signed = { ...encodeRoot(parseRoot(vault.trustedRoot).signed), version };
  edit(signed);
  repo.files.set(metadataPath('root', version), await signRole(signed, vault.signers.get('root')!));
}

function replaceSignature(role: string, edit: (sig: string) => string): void {
  const document = wireOf(role);
  put(['signatures', 0, 'sig'], edit(String(at(document, 'signatures', 0, 'sig'))))(document);
  repo.files.set(livePath(role), Buffer.from(JSON.stringify(document)));
}

const firstOf = (object: object): unknown => Object.values(object)[0];

/** The signed entry of a target of `targets`. */
const targetOf = (path: string): unknown => at(wireOf('targets'), 'signed', 'targets', path);

/** 2,000 more targets, all of them one file. */
function manyTargets(prefix: string, target: unknown): Edit {
  return (signed) => {
    for (let number = 0; number < 2_000; number += 1) put(['targets', `${prefix}/${number}`], target)(signed);
  };
}

describe('verify-repo', () => {
  it('finds nothing to object to in what publish, vendor add and rebalance made', async () => {
    const report = await verify();
    expect(report).toMatchObject({ status: 'sound', roots: 1, roles: 10, targets: 7 });
    expect(codesOf(report)).toEqual(['root-threshold']);
    expect(report.largestRole?.bytes).toBeGreaterThan(500);
  });

  it('walks from root 1 and from the live state, with both clients, into each role that lists targets', async () => {
    const { walks } = await verify();
    expect(walks.map(({ client, from, status }) => [client, from, status])).toEqual([
      ['ragnos-vault', 'root', 'passed'],
      ['ragnos-vault', 'live state', 'passed'],
      ['tuf-js', 'root', 'passed'],
      ['tuf-js', 'live state', 'passed'],
    ]);
    const [fromRoot, fromLive] = stockWalks;
    expect([...fromRoot!.start.known.keys()]).toEqual([]);
    expect([...fromLive!.start.known.keys()]).toEqual(['timestamp.json', 'snapshot.json', 'targets.json']);
    const roles = fromRoot!.samples.map(({ role }) => role);
    expect(roles).toEqual(expect.arrayContaining(['targets', 'vendor-beta']));
    expect(walks.every(({ targets }) => targets === roles.length)).toBe(true);
  });

  it('writes nothing', async () => {
    const before = new Map(repo.files);
    await verify();
    expect(repo.files).toEqual(before);
  });

  it('is content without a vault: windows are the defaults then', async () => {
    const stockWalk = () => Promise.resolve([]);
    const report = await verifyRepo({ now: daysAfter(START, 2) }, { fetcher: repo, stockWalk });
    expect(codesOf(report)).toEqual(['root-threshold', 'due']);
  });

  it('reports what a stock client could not do', async () => {
    const stockWalk = () => Promise.resolve([{ path: TOOL, message: 'no' }]);
    const report = await verifyRepo({ now: START }, { fetcher: repo, stockWalk });
    expect(report).toMatchObject({
      status: 'faulty',
      walks: [{}, {}, { status: 'failed' }, { status: 'failed' }],
    });
    expect(report.findings).toContainEqual(expect.objectContaining({ code: 'walk-failed', path: TOOL }));
  });

  it('asks a stock tuf-js for no role that would take it minutes, and says so', async () => {
    await change('vendor-beta', manyTargets('plugins/beta/many', targetOf(TOOL)));
    const { walks, findings } = await verify();
    expect(findings.map(({ code }) => code)).toContain('role-outgrown');
    expect(walks.slice(0, 2)).toMatchObject([{ skipped: [] }, { skipped: [] }]);
    for (const walk of walks.slice(2))
      expect(walk.skipped).toEqual([
        { role: 'vendor-beta', reason: expect.stringContaining('2002 entries') },
      ]);
    expect(stockWalks[0]!.samples.map(({ role }) => role)).not.toContain('vendor-beta');
  });

  it('does not start a stock tuf-js on a large targets role at all', async () => {
    await change('targets', manyTargets('many', targetOf(TOOL)));
    const { walks } = await verify();
    expect(walks.slice(2)).toMatchObject([{ status: 'skipped' }, { status: 'skipped' }]);
    expect(stockWalks).toEqual([]);
  });

  it('takes the record of a removed version for what it is', async () => {
    await changeTarget(INDEX, (text) => text.replace('"yanked": false', '"yanked": true'));
    await change('targets', drop('targets', TOOL));
    expect(codesOf(await verify())).toEqual(['root-threshold']);
  });

  it.each([
    [0.9, ['root-threshold']],
    [1, ['root-threshold', 'due']],
    [14, ['root-threshold', 'expired', 'due', 'walk-failed']],
  ])('judges expiry on day %d', async (at, codes) => {
    const report = await verify({ now: daysAfter(START, at) });
    expect([...new Set(codesOf(report))]).toEqual(codes);
    expect(report.status).toBe(codes.includes('expired') ? 'faulty' : 'sound');
  });
});

describe('verify-repo finds', () => {
  const FIRST = ['delegations', 'roles', 0];
  const SECOND = ['delegations', 'roles', 1];
  const STRANGER = 'f00d';
  const faults: readonly (readonly [string, FindingCode, () => unknown])[] = [
    [
      'a root that is missing',
      'root-missing',
      async () => {
        await storeRoot(3);
        await change('timestamp', put(['x_root_version'], 3));
      },
    ],
    ['the first root that is missing', 'root-missing', () => repo.files.delete('metadata/1.root.json')],
    [
      'a root that does not follow',
      'root-chain',
      async () => {
        vault.signers.set('root', [newSigner()]);
        await storeRoot(2);
      },
    ],
    ['a root of another version', 'version-mismatch', () => storeRoot(2, put(['version'], 3))],
    ['a root that consumers are not given', 'root-differs', () => changeRoot(put(['x'], 1))],
    ['a root whose publication was cut short', 'root-pending', () => storeRoot(2)],
    [
      'snapshots that are not consistent',
      'consistent-snapshot',
      () => changeRoot(put(['consistent_snapshot'], false)),
    ],
    [
      'an RSA key of 1024 bits in root',
      'key-weak',
      () => {
        const key = rsaKey(1_024);
        return changeRoot(put(['keys', keyIdOf(key)], key));
      },
    ],
    [
      'an RSA key that cannot be read',
      'key-unsupported',
      () => changeRoot(put(['keys', STRANGER], { ...rsaKey(2_048), keyval: { public: 'none' } })),
    ],
    [
      'an RSA key of 1024 bits in a delegation',
      'key-unsupported',
      () => change('targets', put(['delegations', 'keys', STRANGER], rsaKey(1_024))),
    ],
    ['a key under a foreign id', 'key-id', () => changeRoot(put(['keys', STRANGER], newSigner().publicKey))],
    [
      'one key under two ids',
      'key-duplicate',
      () => changeRoot(put(['keys', STRANGER], (signed: object) => firstOf(objectAt(signed, 'keys')))),
    ],
    [
      'a key that is not listed',
      'key-missing',
      () => change('targets', push([...FIRST, 'keyids'], STRANGER)),
    ],
    [
      'a key for nothing',
      'key-unused',
      () => {
        const { keyId, publicKey } = newSigner();
        return change('targets', put(['delegations', 'keys', keyId], publicKey));
      },
    ],
    [
      'a key of root that signs another role',
      'key-shared',
      () =>
        changeRoot(
          put(['roles', 'timestamp', 'keyids', 1], (signed: object) =>
            at(signed, 'roles', 'root', 'keyids', 0),
          ),
        ),
    ],
    [
      'a threshold that nobody can reach',
      'threshold-unreachable',
      () => change('targets', put([...SECOND, 'threshold'], 2)),
    ],
    [
      'too few signatures',
      'signature-threshold',
      async () => {
        vault.signers.set('vendor-beta', [newSigner()]);
        await change('vendor-beta', () => undefined);
      },
    ],
    ['a placeholder for a signature', 'signature-empty', () => replaceSignature('vendor-beta', () => '')],
    [
      'a wrong signature',
      'signature-invalid',
      () => replaceSignature('targets', (sig) => sig.replace(/^../, (hex) => (hex === '00' ? '01' : '00'))),
    ],
    ['metadata that is gone', 'metadata-missing', () => repo.files.delete(livePath('vendor-beta'))],
    ['a bin that is gone', 'metadata-missing', () => repo.files.delete(livePath('bins-acme-2'))],
    ['a timestamp that is gone', 'metadata-missing', () => repo.files.delete('metadata/timestamp.json')],
    ['a snapshot that is gone', 'metadata-missing', () => repo.files.delete(livePath('snapshot'))],
    [
      'a snapshot without targets',
      'metadata-missing',
      () => change('snapshot', drop('meta', 'targets.json')),
    ],
    [
      'metadata that is no JSON',
      'metadata-invalid',
      () => repo.files.set(livePath('vendor-beta'), Buffer.from('{')),
    ],
    [
      'a pattern that only some clients know',
      'metadata-invalid',
      () => change('targets', put([...FIRST, 'paths'], ['plugins/{a,b}/*'])),
    ],
    [
      'a snapshot of other bytes',
      'metadata-mismatch',
      () =>
        repo.files.set(
          livePath('snapshot'),
          Buffer.concat([repo.files.get(livePath('snapshot'))!, Buffer.from(' ')]),
        ),
    ],
    ['a role of another version', 'version-mismatch', () => change('vendor-beta', put(['version'], 77))],
    [
      'a snapshot that timestamp does not prove',
      'snapshot-unproven',
      () => change('timestamp', drop('meta', 'snapshot.json', 'hashes')),
    ],
    [
      'metadata beyond what clients accept',
      'role-too-large',
      () => repo.files.set(livePath('vendor-beta'), Buffer.alloc(5_000_001)),
    ],
    [
      'a vendor that lapsed',
      'expired',
      () => change('vendor-beta', put(['expires'], '2029-12-31T00:00:00Z')),
    ],
    [
      'a bin in its signing window',
      'due',
      () => change('bins-acme-1', put(['expires'], '2030-01-20T00:00:00Z')),
    ],
    [
      'a role valid for longer than it should',
      'expires-late',
      () => change('timestamp', put(['expires'], '2040-01-01T00:00:00Z')),
    ],
    [
      'a role with an odd name',
      'role-name',
      () => change('targets', put([...FIRST, 'name'], '../vendor-acme')),
    ],
    [
      'a vendor that is called as none may be',
      'role-name',
      () => change('targets', put([...FIRST, 'name'], 'vendor-A')),
    ],
    [
      'a vendor who gets more than its folder',
      'vendor-paths',
      () => change('targets', push([...FIRST, 'paths'], 'plugins/*/*')),
    ],
    [
      'a vendor that is not terminating',
      'vendor-paths',
      () => change('targets', put([...FIRST, 'terminating'], false)),
    ],
    [
      'a pattern that is not portable',
      'pattern-not-portable',
      () => change('targets', put([...FIRST, 'paths'], ['/plugins/*'])),
    ],
    ['a delegation of nothing', 'delegation-paths', () => change('targets', drop(...SECOND, 'paths'))],
    [
      'a delegated role that snapshot does not name',
      'role-unpublished',
      () => change('snapshot', drop('meta', 'vendor-beta.json')),
    ],
    [
      'a bin that snapshot does not name',
      'bins-incomplete',
      () => change('snapshot', drop('meta', 'bins-acme-2.json')),
    ],
    [
      'prefixes with a gap',
      'bins-incomplete',
      () =>
        change('vendor-acme', (signed) => {
          const bins = objectAt(signed, 'delegations', 'succinct_roles');
          const role = {
            keyids: at(bins, 'keyids'),
            threshold: 1,
            terminating: true,
            path_hash_prefixes: ['0', '1'],
          };
          put(['delegations', 'roles'], [{ ...role, name: 'bins-acme-0' }])(signed);
          drop('delegations', 'succinct_roles')(signed);
        }),
    ],
    [
      'a retired role whose file is gone',
      'retired-role-missing',
      () => change('snapshot', put(['meta', 'vendor-old.json'], { version: 7 })),
    ],
    [
      'a target with an odd name',
      'target-name',
      () => change('targets', put(['targets', 'a\\b'], targetOf(TOOL))),
    ],
    [
      'names that differ in case alone',
      'target-collision',
      () => change('targets', put(['targets', TOOL.toUpperCase()], targetOf(TOOL))),
    ],
    [
      'targets in a bin that no search leads to',
      'target-unreachable',
      () => change('bins-acme-0', manyTargets('plugins/acme/x', targetOf(TOOL))),
    ],
    [
      'a target of another vendor',
      'target-unreachable',
      () =>
        change(
          'vendor-beta',
          put(['targets', HELLO], (signed: object) => firstOf(objectAt(signed, 'targets'))),
        ),
    ],
    [
      'a target that another role hides',
      'target-shadowed',
      () => change('targets', put(['targets', 'plugins/beta/other/index.json'], targetOf(INDEX))),
    ],
    [
      'custom that costs every reader',
      'custom-size',
      () => change('targets', put(['targets', TOOL, 'custom', 'note'], 'x'.repeat(600))),
    ],
    [
      'custom that lacks a field',
      'custom-invalid',
      () => change('targets', drop('targets', TOOL, 'custom', 'files')),
    ],
    ['a target file that is gone', 'target-missing', () => repo.files.delete(storedPath(TOOL))],
    [
      'a target file that was cut',
      'target-length',
      () => repo.files.set(storedPath(TOOL), repo.files.get(storedPath(TOOL))!.subarray(1)),
    ],
    [
      'a target file that is too long',
      'target-length',
      () =>
        repo.files.set(
          storedPath(TOOL),
          Buffer.concat([repo.files.get(storedPath(TOOL))!, Buffer.from('x')]),
        ),
    ],
    ['a target file of other bytes', 'target-hash', () => repo.files.get(storedPath(HELLO))!.reverse()],
    ['an index that is no index', 'index-invalid', () => changeTarget(INDEX, () => '[]')],
    [
      'the index of another plugin',
      'index-mismatch',
      () => changeTarget(INDEX, (text) => text.replace('"tool"', '"loot"')),
    ],
    [
      'an index with another digest',
      'index-mismatch',
      () => changeTarget(INDEX, (text) => text.replace(/"sha256": "../, '"sha256": "zz')),
    ],
    [
      'an index with another length',
      'index-mismatch',
      () => changeTarget(INDEX, (text) => text.replace(/"length": /, '"length": 9')),
    ],
    [
      'an index whose target is missing',
      'index-target-missing',
      () => change('targets', drop('targets', TOOL)),
    ],
    [
      'a version that its index does not list',
      'index-lacks-version',
      () => changeTarget(INDEX, (text) => JSON.stringify({ ...(JSON.parse(text) as object), versions: [] })),
    ],
    ['a plugin without an index', 'index-missing', () => change('targets', drop('targets', INDEX))],
    [
      'revocations that nobody can read',
      'revocations-invalid',
      async () => {
        const bytes = Buffer.from('{}');
        const sha256 = sha256Hex(bytes);
        repo.files.set(`targets/${sha256}.revocations.json`, bytes);
        await change(
          'targets',
          put(['targets', 'revocations.json'], { length: bytes.length, hashes: { sha256 } }),
        );
      },
    ],
  ];

  it.each(faults)('%s (%s)', async (_name, code, spoil) => {
    await spoil();
    const report = await verify();
    const finding = report.findings.find((found) => found.code === code);
    expect(finding).toBeDefined();
    expect(report.status).toBe(
      report.findings.some(({ severity }) => severity === 'error') ? 'faulty' : 'sound',
    );
    if (finding?.severity === 'error') expect(report.status).toBe('faulty');
  });

  it('everything that has a code, in one of these tests', () => {
    const elsewhere = ['root-threshold', 'role-outgrown', 'walk-failed'];
    expect([...new Set([...faults.map(([, code]) => code), ...elsewhere])].sort()).toEqual(
      Object.keys(FINDINGS).sort(),
    );
  });

  it('what the walk of our client finds, too', async () => {
    repo.files.delete(livePath('vendor-beta'));
    const { walks } = await verify();
    expect(walks[0]?.status).toBe('passed');
    await change('timestamp', put(['expires'], '2029-01-01T00:00:00Z'));
    expect((await verify()).walks[0]?.status).toBe('failed');
  });

  it('nothing in a repository of several roots', async () => {
    await storeRoot(2);
    await storeRoot(3);
    await change('timestamp', put(['x_root_version'], 3));
    const report = await verify();
    expect(report).toMatchObject({ roots: 3, status: 'sound' });
  });
});
