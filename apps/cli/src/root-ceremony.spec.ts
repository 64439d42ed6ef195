import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SecurePluginInstaller } from '@ragnos-vault/api';
import { memoryIo } from '@ragnos-vault/testing';
import type { MemoryIo } from '@ragnos-vault/testing';
import { execFileSync } from 'node:child_process';
import { constants, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.ts';

const HELLO = fileURLToPath(new URL('../../../examples/plugins/hello', import.meta.url));
let dir: string;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'cli-root-'));
  cpSync(HELLO, join(dir, 'hello'), { recursive: true });
  await cli('init --repo-dir vault --key-type ed25519');
  await cli('publish hello');
  cpSync(join(dir, 'vault/root.json'), join(dir, 'first-root.json'));
  expect(await install('first-root.json')).toMatchObject({ code: 0 });
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function cli(line: string, io: MemoryIo = memoryIo(dir)) {
  const code = await run(line.split(' '), io);
  return { code, out: io.out(), err: io.err() };
}

const install = (root: string, plugins = 'plugins') =>
  cli(`install @acme/hello --repo vault --root ${root} --plugins-dir ${plugins}`);

/** Who was given the first root, and who is given the present one. */
async function assertServed(): Promise<void> {
  expect(await install('first-root.json')).toMatchObject({ code: 0 });
  expect(await install('vault/root.json')).toMatchObject({ code: 0 });
}

const file = (path: string): string => readFileSync(join(dir, path), 'utf8');
const json = ({ out }: { readonly out: string }): Record<string, unknown> =>
  JSON.parse(out) as Record<string, unknown>;
const published = (): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(join(dir, 'vault/repository/metadata')).map((name) => [
      name,
      file(`vault/repository/metadata/${name}`),
    ]),
  );

interface RootFile {
  readonly signed: {
    readonly version: number;
    readonly roles: Record<string, { readonly keyids: readonly string[]; readonly threshold: number }>;
  };
}
const root = (): RootFile['signed'] => (JSON.parse(file('vault/root.json')) as RootFile).signed;

describe('root rotate', () => {
  it.each(['root', 'targets', 'snapshot', 'timestamp'])(
    'gives %s a new key, and consumers notice nothing',
    async (role) => {
      const before = root().roles[role];
      const said = await cli(`root rotate ${role} --key-type ecdsa`);
      expect(said).toMatchObject({ code: 0, err: '' });
      expect(said.out).toContain('root v2 published');
      expect(said.out).toContain(`file2:keys/${role}.pem signs no more`);
      expect(root()).toMatchObject({ version: 2 });
      expect(root().roles[role]?.keyids).not.toEqual(before?.keyids);
      expect(statSync(join(dir, `vault/keys/${role}-2.pem`)).mode & 0o777).toBe(0o600);
      expect(existsSync(join(dir, `vault/keys/${role}.pem`))).toBe(true);
      expect(file('vault/vault.yaml')).toContain(`- file2:keys/${role}-2.pem`);
      expect(file('vault/vault.yaml')).not.toContain(`- file2:keys/${role}.pem\n`);
      expect(file('vault/root.json')).toBe(file('vault/repository/metadata/2.root.json'));
      await assertServed();
      expect((await cli('publish hello')).out).toMatch(/^unchanged/);
      expect([...published().values()].join()).not.toMatch(/file2:|\.pem/);
    },
  );

  it('raises the number of root keys, and rotates again with them', async () => {
    expect(await cli('root rotate root --threshold 3 --key-type ed25519')).toMatchObject({ code: 0 });
    expect(root().roles['root']).toMatchObject({ threshold: 3, keyids: { length: 3 } });
    expect(await cli('root rotate root --key-type ed25519')).toMatchObject({ code: 0 });
    expect(root()).toMatchObject({ version: 3, roles: { root: { threshold: 3, keyids: { length: 3 } } } });
    expect(readdirSync(join(dir, 'vault/keys')).filter((name) => name.startsWith('root'))).toHaveLength(7);
    await assertServed();
  });

  it('does without a key that is gone, and says what that means', async () => {
    rmSync(join(dir, 'vault/keys/timestamp.pem'));
    const before = [published(), file('vault/vault.yaml')];
    const refused = await cli('root rotate timestamp --key-type ed25519 --json');
    expect(json(refused)).toMatchObject({ code: 'ERR_SIGNER_UNAVAILABLE' });
    expect([published(), file('vault/vault.yaml')]).toEqual(before);
    expect(existsSync(join(dir, 'vault/pending-rotation.json'))).toBe(false);
    const said = await cli('root rotate timestamp --key-type ed25519 --lost');
    expect(said).toMatchObject({ code: 0 });
    expect(said.err).toMatch(/^warning: clients cannot refresh until the last step: timestamp/);
    await assertServed();
  });

  it('encrypts new keys, and asks once for their passphrase', async () => {
    const env = { TUF_SNAPSHOT_PASSPHRASE: 'open sesame' };
    expect(await cli('root rotate snapshot --key-type ed25519 --encrypt', memoryIo(dir, env))).toMatchObject({
      code: 0,
    });
    expect(file('vault/keys/snapshot-2.pem')).toContain('ENCRYPTED');
    await assertServed();
    expect((await cli('renew', memoryIo(dir, env))).code).toBe(0);
  });

  it('is finished by the next run where it was cut short, whatever that run is asked for', async () => {
    rmSync(join(dir, 'vault/repository/.lock'), { force: true });
    mkdirSync(join(dir, 'vault/repository/.lock'));
    expect((await cli('root rotate timestamp --key-type ed25519')).code).toBe(4);
    expect(root().version).toBe(1);
    rmSync(join(dir, 'vault/repository/.lock'), { recursive: true });
    await assertServed();
    const said = await cli('root rotate targets --key-type ed25519');
    expect(said).toMatchObject({ code: 0 });
    expect(said.err).toContain('finished a publication that had been cut short');
    expect(root()).toMatchObject({ version: 2 });
    expect(existsSync(join(dir, 'vault/pending-rotation.json'))).toBe(false);
    expect(existsSync(join(dir, 'vault/keys/targets-2.pem'))).toBe(false);
    expect(file('vault/vault.yaml')).not.toContain('keys/timestamp.pem');
    await assertServed();
  });

  it('is finished without the old key, if that was lost meanwhile, and given up for a recovery', async () => {
    const cutShort = async (line: string): Promise<void> => {
      rmSync(join(dir, 'vault/repository/.lock'), { force: true });
      mkdirSync(join(dir, 'vault/repository/.lock'));
      expect((await cli(line)).code).toBe(4);
      rmSync(join(dir, 'vault/repository/.lock'), { recursive: true });
    };
    await cutShort('root rotate timestamp --key-type ed25519');
    rmSync(join(dir, 'vault/keys/timestamp.pem'));
    expect(await cli('root rotate timestamp --key-type ed25519')).toMatchObject({ code: 4 });
    expect(await cli('root rotate timestamp --key-type ed25519 --lost')).toMatchObject({ code: 0 });
    expect(root()).toMatchObject({ version: 2, roles: { timestamp: { keyids: { length: 1 } } } });

    await cutShort('root rotate targets --key-type ed25519');
    const said = await cli('root recover --key-type ed25519');
    expect(said).toMatchObject({ code: 0, err: expect.not.stringContaining('cut short') as unknown });
    expect(file('vault/root.json')).toContain('x_recovery');
    expect(root().version).toBe(3);
    await assertServed();
    expect((await cli('publish hello')).code).toBe(0);
  });

  it.each([
    ['an unknown role', 'root rotate vendor-acme'],
    ['no role', 'root rotate'],
    ['a threshold of 0', 'root rotate root --threshold 0'],
    ['a threshold of 17', 'root rotate root --threshold 17'],
  ])('refuses %s, and makes nothing', async (_name, line) => {
    const before = [readdirSync(join(dir, 'vault/keys')), published(), file('vault/vault.yaml')];
    expect(await cli(line)).toMatchObject({ code: 2 });
    expect([readdirSync(join(dir, 'vault/keys')), published(), file('vault/vault.yaml')]).toEqual(before);
  });
});

describe('a program that pinned the root of a local vault', () => {
  it('follows its rotations, and still refuses another root', async () => {
    const installer = () =>
      new SecurePluginInstaller({
        pluginsDir: join(dir, 'pinned'),
        tufOptions: { localRepoDir: join(dir, 'vault') },
      });
    await installer().initialize();
    await cli('root rotate root --key-type ed25519');
    await cli('root rotate timestamp --key-type ed25519');
    const rotated = installer();
    await rotated.initialize();
    expect(await rotated.installPlugin('@acme/hello')).toMatchObject({ status: 'installed' });
    await cli('init --repo-dir other --key-type ed25519');
    cpSync(join(dir, 'other/root.json'), join(dir, 'vault/root.json'));
    await expect(installer().initialize()).rejects.toMatchObject({ code: 'ERR_TUF_ROOT_CHANGED' });
  });
});

/** A machine of its own: a folder with a key that this product has not made. */
interface Machine {
  readonly key: string;
  readonly publicKey: string;
  /** Signs a file with what it has, and never with this product. */
  readonly sign: (payload: string, signature: string) => void;
}

const hasOpenssl = ((): boolean => {
  try {
    execFileSync('openssl', ['version']);
    return true;
  } catch {
    return false;
  }
})();

const OPENSSL_SIGN = {
  rsa: (key: string, payload: string, signature: string) =>
    `dgst -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32 -sign ${key} -out ${signature} ${payload}`,
  ec: (key: string, payload: string, signature: string) =>
    `dgst -sha256 -sign ${key} -out ${signature} ${payload}`,
  ed25519: (key: string, payload: string, signature: string) =>
    `pkeyutl -sign -rawin -inkey ${key} -in ${payload} -out ${signature}`,
} as const;

function machine(name: string, type: keyof typeof OPENSSL_SIGN): Machine {
  mkdirSync(join(dir, name));
  const [key, publicKey] = [join(dir, name, 'key.pem'), join(dir, name, 'key.pub.pem')];
  const pair =
    type === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : type === 'ec'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
        : generateKeyPairSync('ed25519');
  writeFileSync(key, pair.privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  writeFileSync(publicKey, pair.publicKey.export({ type: 'spki', format: 'pem' }));
  return {
    key,
    publicKey,
    sign: (payload, signature) => {
      if (hasOpenssl) execFileSync('openssl', OPENSSL_SIGN[type](key, payload, signature).split(' '));
      else writeFileSync(signature, signWithNode(type, key, payload));
    },
  };
}

function signWithNode(type: keyof typeof OPENSSL_SIGN, key: string, payload: string): Buffer {
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
  const privateKey = createPrivateKey(readFileSync(key));
  const algorithm = type === 'ed25519' ? undefined : 'sha256';
  return sign(algorithm, readFileSync(payload), { key: privateKey, ...(type === 'rsa' ? pss : {}) });
}

/** The draft travels to a machine, is signed there with foreign tools, and travels back. */
async function signElsewhere(draft: string, name: string, { publicKey, sign: signFile }: Machine) {
  const there = join(dir, name, 'draft.json');
  cpSync(join(dir, draft), there);
  const [payload, signature] = [join(dir, name, 'payload.bin'), join(dir, name, 'payload.sig')];
  expect(await cli(`payload ${there} --out ${payload}`)).toMatchObject({ code: 0, err: '' });
  signFile(payload, signature);
  const line = `add-signature ${there} --public-key ${publicKey} --signature ${signature}`;
  expect(await cli(line)).toMatchObject({ code: 0, err: '' });
  cpSync(there, join(dir, draft));
}

describe('a ceremony', () => {
  it('hands root over to three offline keys, two of which change it from then on', async () => {
    const [alice, bob, carol] = [machine('alice', 'rsa'), machine('bob', 'ed25519'), machine('carol', 'ec')];
    const old = root().roles['root']!.keyids[0]!;
    const keys = [alice, bob, carol].map(({ publicKey }) => `--add-key root=${publicKey}`).join(' ');
    const drafted = await cli(
      `root draft next.json ${keys} --remove-key root=${old.slice(0, 16)} --threshold root=2`,
    );
    expect(drafted).toMatchObject({ code: 0, err: '' });
    expect(drafted.out).toContain(`root - ${old}`);
    expect(published().has('2.root.json')).toBe(false);

    await signElsewhere('next.json', 'alice', alice);
    await signElsewhere('next.json', 'carol', carol);
    expect(json(await cli('root status next.json --json'))).toMatchObject({
      isComplete: false,
      old: { signed: [], missing: [old] },
      own: { isComplete: true, signed: { length: 2 } },
    });
    const before = published();
    expect(json(await cli('root publish next.json --json'))).toMatchObject({ code: 'ERR_DRAFT_INCOMPLETE' });
    expect(published()).toEqual(before);
    expect(await cli('sign next.json --key file2:vault/keys/root.pem')).toMatchObject({ code: 0, err: '' });
    expect((await cli('root status next.json')).out).toMatch(/^root v2 can be published\n/);
    expect(await cli('root publish next.json')).toMatchObject({ code: 0, err: '' });
    expect(root()).toMatchObject({ version: 2, roles: { root: { threshold: 2, keyids: { length: 3 } } } });
    await assertServed();

    rmSync(join(dir, 'vault/keys/root.pem'));
    await cli(`root draft third.json --remove-key root=${root().roles['root']!.keyids[0]!}`);
    const removed = JSON.parse(file('third.json')) as RootFile;
    expect(removed.signed.roles['root']?.keyids).toHaveLength(2);
    await signElsewhere('third.json', 'alice', alice);
    await signElsewhere('third.json', 'bob', bob);
    await signElsewhere('third.json', 'carol', carol);
    const done = await cli('root publish third.json --json');
    expect(json(done)).toMatchObject({ status: 'published', version: 3 });
    expect(json(await cli('root publish third.json --json'))).toMatchObject({ status: 'unchanged' });
    await assertServed();
  });

  it('signs without a vault, and says what it cannot know', async () => {
    const bob = machine('bob', 'ed25519');
    await cli(`root draft next.json --add-key root=${bob.publicKey}`);
    cpSync(join(dir, 'next.json'), join(dir, 'bob/next.json'));
    cpSync(join(dir, 'first-root.json'), join(dir, 'bob/root.json'));
    const there = memoryIo(join(dir, 'bob'), { RAGNOS_VAULT_REPO_DIR: '' });
    expect(await cli('sign next.json --key file2:key.pem', there)).toMatchObject({ code: 0 });
    const said = await cli('root status next.json', memoryIo(join(dir, 'bob')));
    expect(said).toMatchObject({ code: 0, err: expect.stringContaining('name it with --root') as unknown });
    expect((await cli('root status next.json --root root.json', memoryIo(join(dir, 'bob')))).out).toContain(
      'keys of the root before it (v1): 0 signed, 1 needed',
    );
    expect(file('bob/next.json')).not.toMatch(/file2:|key\.pem/);
  });

  it('replaces targets keys that are on another machine', async () => {
    const bob = machine('bob', 'ed25519');
    const old = root().roles['targets']!.keyids[0]!;
    await cli(
      `root draft next.json --add-key targets=${bob.publicKey} --remove-key targets=${old} --targets targets.json`,
    );
    await cli('sign next.json --key file2:vault/keys/root.pem');
    await cli('sign targets.json --key file2:vault/keys/targets.pem');
    rmSync(join(dir, 'vault/keys/targets.pem'));
    await signElsewhere('targets.json', 'bob', bob);
    expect(await cli('root publish next.json --targets targets.json')).toMatchObject({ code: 0, err: '' });
    await assertServed();
  });

  it('signs all roles of a submission, or the one that is named', async () => {
    await cli('vendor add acme --key-type ed25519');
    const manifest = JSON.parse(file('hello/package.json')) as object;
    writeFileSync(join(dir, 'hello/package.json'), JSON.stringify({ ...manifest, version: '98.0.0' }));
    expect(await cli('publish hello --submit hello.tgz')).toMatchObject({ code: 0 });
    expect(await cli('sign hello.tgz --key file2:vault/keys/vendor-acme.pem')).toMatchObject({
      code: 0,
      out: expect.stringContaining('signed vendor-acme') as unknown,
    });
    const said = await cli('payload hello.tgz --role vendor-acme --json');
    expect(json(said)).toMatchObject({ role: 'vendor-acme' });
    expect(await cli('payload hello.tgz --role targets')).toMatchObject({ code: 2 });
    expect(await cli('accept hello.tgz')).toMatchObject({ code: 0 });
  });

  it('writes the payload to a pipe byte for byte, and never to a terminal', async () => {
    await cli('root draft next.json');
    await cli('payload next.json --out payload.bin');
    expect((await cli('payload next.json')).out).toBe(file('payload.bin'));
    const terminal = memoryIo(dir);
    terminal.stdout.isTTY = true;
    expect(await cli('payload next.json', terminal)).toMatchObject({ code: 2, out: '' });
  });

  it.each([
    ['a draft in the published repository', 'root draft vault/repository/metadata/2.root.json', 2],
    ['a draft over another file', 'root draft first-root.json', 2],
    ['a removal of no known key', 'root draft x.json --remove-key root=00000000', 2],
    ['a threshold that nobody can reach', 'root draft x.json --threshold timestamp=2', 2],
    ['a lifetime without a unit', 'root draft x.json --expires 90', 2],
    ['a private key as a public one', 'root draft x.json --add-key root=vault/keys/root.pem', 1],
    ['a draft that is none', 'root publish hello/package.json', 1],
    [
      'a signature of something else',
      'add-signature good.json --public-key p.pem --signature hello/index.js',
      1,
    ],
    ['a signer that is not there', 'sign good.json --key file2:nowhere.pem', 4],
  ])('refuses %s, and changes nothing', async (_name, line, code) => {
    await cli('root draft good.json');
    const pair = generateKeyPairSync('ed25519');
    writeFileSync(join(dir, 'p.pem'), pair.publicKey.export({ type: 'spki', format: 'pem' }));
    const before = [published(), file('good.json'), file('first-root.json')];
    expect(await cli(line)).toMatchObject({ code });
    expect([published(), file('good.json'), file('first-root.json')]).toEqual(before);
    expect(existsSync(join(dir, 'x.json'))).toBe(false);
  });
});

describe('root recover', () => {
  it('takes the vault back, for those who saw nothing and those who saw it all', async () => {
    await cli('publish hello');
    const said = await cli('root recover --key-type ed25519');
    expect(said).toMatchObject({ code: 0 });
    expect(said.err).toMatch(/^warning: clients cannot refresh until the last step: snapshot, timestamp/);
    await assertServed();
    expect(file('vault/root.json')).toContain('"x_recovery":{"snapshot":2,');
    expect(published().has('3.snapshot.json')).toBe(true);
    expect(await cli('publish hello')).toMatchObject({ code: 0 });
  });

  it('is drafted where root keys are offline, and what they sign names the snapshot', async () => {
    const changes = ['timestamp', 'snapshot'].map((role) => {
      const { publicKey, key } = machine(`new-${role}`, 'ed25519');
      const text = file('vault/vault.yaml');
      const old = `- file2:keys/${role}.pem`;
      writeFileSync(join(dir, 'vault/vault.yaml'), text.replace(old, `- file2:${key}`));
      return `--add-key ${role}=${publicKey} --remove-key ${role}=${root().roles[role]!.keyids[0]!}`;
    });
    expect(await cli(`root draft next.json ${changes.join(' ')} --recover`)).toMatchObject({ code: 0 });
    expect((await cli('root status next.json')).out).toContain('goes on from snapshot v2, with v3');
    await cli('sign next.json --key file2:vault/keys/root.pem');
    expect(await cli('root publish next.json')).toMatchObject({ code: 0 });
    await assertServed();
    expect((await cli('publish hello')).code).toBe(0);
  });

  it('goes back to the snapshot that is named, where targets was stolen too', async () => {
    expect(await cli('root recover --targets')).toMatchObject({ code: 2 });
    const said = await cli('root recover --targets --snapshot-version 2 --key-type ed25519');
    expect(said).toMatchObject({ code: 0 });
    expect(root().version).toBe(2);
    await assertServed();
  });
});
