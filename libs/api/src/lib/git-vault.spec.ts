import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  cpSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createRepositoryServer } from '@ragnos-vault/server';
import { makeGitRemote, userState, type GitRemote } from '@ragnos-vault/testing';
import { collectVault } from './collect-session.ts';
import { describeVault } from './describe-vault.ts';
import { installPlugins, readTrustedRoot } from './install-session.ts';
import { renewVault } from './renew-session.ts';
import { rotateVaultRole } from './rotate-session.ts';
import { initVault, publishPlugins, vaultStatus } from './vault-session.ts';
import { openServedVault } from './served-vault.ts';
import { verifyRepository } from './verify-session.ts';

// Many runs of git, and processes that race.
jest.setTimeout(120_000);

let dir: string;
let remote: GitRemote;
let clone: string;
let vault: string;
const now = new Date();
const keys = { env: {}, passphrase: () => Promise.resolve(undefined) };

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'git-vault-'));
  remote = makeGitRemote(dir);
  clone = remote.clone('work');
  vault = join(clone, 'vault');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const init = (repoDir = vault) =>
  initVault({ repoDir, keyType: 'ed25519', threshold: 1, store: 'git:vault', now });

function makePlugin(name: string): string {
  const folder = join(dir, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version: '1.0.0' }));
  return folder;
}

const publish = (name: string) =>
  publishPlugins({ repoDir: vault, plugins: [makePlugin(name)], now, ...keys });

describe('init of a vault whose repository is a branch', () => {
  it('pushes the first state in one commit, and has no folder of it', async () => {
    expect(await init()).toMatchObject({ store: 'git:vault' });
    expect(readdirSync(vault).sort()).toEqual(['keys', 'root.json', 'vault.yaml']);
    expect(remote.commits('vault')).toBe(1);
    expect(remote.files('vault')).toEqual([
      'metadata/1.root.json',
      'metadata/1.snapshot.json',
      'metadata/1.targets.json',
      'metadata/timestamp.json',
    ]);
    expect((await vaultStatus({ repoDir: vault, now })).roles).toHaveLength(4);
  });

  it('refuses a branch that holds something, and makes no vault', async () => {
    const before = userState(clone);
    const made = initVault({ repoDir: vault, keyType: 'ed25519', threshold: 1, store: 'git:main', now });
    await expect(made).rejects.toMatchObject({ code: 'ERR_VAULT_EXISTS' });
    expect(userState(clone)).toEqual(before);
    expect(remote.commits('main')).toBe(1);
  });

  it('makes no vault where the push is refused', async () => {
    remote.hook('pre-receive', 'exit 1');
    await expect(init()).rejects.toMatchObject({ code: 'ERR_GIT_REFUSED' });
    expect(readdirSync(vault)).toEqual([]);
    expect(remote.files('vault')).toEqual([]);
    remote.unhook();
    await expect(init()).resolves.toMatchObject({ dir: vault });
  });

  it('makes no vault outside of a git repository', async () => {
    await expect(init(join(dir, 'outside'))).rejects.toMatchObject({ code: 'ERR_GIT_FAILED' });
    expect(readdirSync(join(dir, 'outside'))).toEqual([]);
  });
});

describe('a vault whose repository is a branch', () => {
  beforeEach(async () => {
    await init();
  });

  it('publishes and renews by one commit each, and touches no other file', async () => {
    const before = userState(clone);
    expect(await publish('hello')).toMatchObject({ status: 'published' });
    expect(remote.commits('vault')).toBe(2);
    await renewVault({ repoDir: vault, roles: ['timestamp'], ifNeeded: false, now, ...keys });
    expect(remote.commits('vault')).toBe(3);
    expect(userState(clone)).toEqual(before);
  });

  it('is verified and installed from by its folder', async () => {
    await publish('hello');
    const verified = await verifyRepository({ repoDir: vault, now });
    expect(verified.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    const pluginsDir = join(dir, 'plugins');
    const trustedRoot = await readTrustedRoot(join(vault, 'root.json'));
    await installPlugins({ repo: vault, trustedRoot, specs: ['hello'], pluginsDir, now });
    expect(existsSync(join(pluginsDir, 'current/_/hello/package.json'))).toBe(true);
  });

  it('is served from a copy that follows it, also where the remote is away for a while', async () => {
    const errors: string[] = [];
    const onError = ({ code }: { readonly code: string }): void => void errors.push(code);
    const served = await openServedVault({ repoDir: vault, onError, everyMs: 50 });
    const server = createRepositoryServer(served);
    const { url } = await server.listen({ port: 0, host: '127.0.0.1' });
    const timestamp = async (): Promise<string> => (await fetch(`${url}/metadata/timestamp.json`)).text();
    const first = await timestamp();
    expect(first).toBe(remote.read('vault', 'metadata/timestamp.json'));
    expect((await fetch(`${url}/keys/root.pem`)).status).toBe(404);

    renameSync(remote.dir, `${remote.dir}.away`);
    while (errors.length === 0) await sleep(20);
    expect(await timestamp()).toBe(first);
    renameSync(`${remote.dir}.away`, remote.dir);

    await publish('hello');
    while ((await timestamp()) === first) await sleep(20);
    expect(await timestamp()).toBe(remote.read('vault', 'metadata/timestamp.json'));
    expect((await fetch(`${url}/metadata/2.snapshot.json`)).status).toBe(200);
    expect(new Set(errors)).toEqual(new Set(['ERR_GIT_UNREACHABLE']));
    await server.close();
    await served.close();
    expect(existsSync(served.repositoryDir)).toBe(false);
  });

  it('is copied into a folder for who needs one, without what is not served', async () => {
    await publish('hello');
    const rules = { repoDir: vault, graceMs: 0, keepSnapshots: 1, dryRun: false, now };
    await collectVault(rules);
    const exportDir = join(dir, 'site');
    const described = await describeVault({ repoDir: vault, exportDir, now });
    const folder = described.repositoryDir;
    expect(described).toMatchObject({ repositoryDir: exportDir, branch: 'vault' });
    expect(readdirSync(folder).sort()).toEqual(['metadata', 'targets']);
    const trustedRoot = await readTrustedRoot(join(vault, 'root.json'));
    const pluginsDir = join(dir, 'plugins');
    await installPlugins({ repo: folder, trustedRoot, specs: ['hello'], pluginsDir, now });
    expect(existsSync(join(pluginsDir, 'current/_/hello/package.json'))).toBe(true);
  });

  it('gets a new root in three steps that others see one by one', async () => {
    await publish('hello');
    const report = await rotateVaultRole({
      ...{ repoDir: vault, role: 'timestamp', keyType: 'ed25519', lost: false, now },
      ...keys,
    });
    expect(report).toMatchObject({ version: 2 });
    expect(remote.files('vault')).toContain('metadata/2.root.json');
    expect(remote.commits('vault')).toBe(5);
    expect(readFileSync(join(vault, 'root.json'), 'utf8')).toBe(remote.read('vault', 'metadata/2.root.json'));
    const verified = await verifyRepository({ repoDir: vault, now });
    expect(verified.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('loses unused files to collect, in one commit', async () => {
    for (const name of ['a', 'b', 'c']) await publish(name);
    const before = remote.files('vault');
    const rules = { repoDir: vault, graceMs: 0, keepSnapshots: 1, dryRun: false };
    const marked = await collectVault({ ...rules, now });
    const report = await collectVault({ ...rules, now: new Date(now.getTime() + 1000) });
    expect(marked.marked.files).toBeGreaterThan(2);
    expect(report.removed).toEqual(marked.marked);
    expect(remote.files('vault').length).toBe(before.length + 1 - report.removed.files);
    const verified = await verifyRepository({ repoDir: vault, now });
    expect(verified.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

describe('publishers in two clones', () => {
  const SCRIPT = fileURLToPath(new URL('../../children/publish-one.ts', import.meta.url));

  it('that race all succeed, by one commit each', async () => {
    await init();
    const names = ['a', 'b', 'c', 'd'];
    const other = remote.clone('other');
    cpSync(vault, join(other, 'vault'), { recursive: true });
    const children = names.map((name, at) => {
      const repoDir = at % 2 === 0 ? vault : join(other, 'vault');
      const child = spawn(process.execPath, [SCRIPT, repoDir, makePlugin(name)], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
    });
    for (const { lines } of children) expect((await lines.next()).value).toBe('ready');
    for (const { child } of children) child.stdin.write('go\n');
    for (const { lines } of children) expect((await lines.next()).value).toBe('published');

    expect(remote.commits('vault')).toBe(1 + names.length);
    const report = await vaultStatus({ repoDir: vault, now });
    expect(report.targets.flatMap(({ plugin }) => plugin?.name ?? []).sort()).toEqual(names);
  });
});
