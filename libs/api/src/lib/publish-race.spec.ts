import { spawn, type ChildProcessByStdio } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { memoryCache, openTrustedClient } from '@ragnos-vault/metadata';
import type { TrustedRoles } from '@ragnos-vault/metadata';
import { fileFetcher } from '@ragnos-vault/storage';
import { collectVault } from './collect-session.ts';
import { initVault, vaultStatus } from './vault-session.ts';

// Twenty processes on a machine of two cores, which has other things to do.
jest.setTimeout(180_000);

const SCRIPT = fileURLToPath(new URL('../../children/publish-one.ts', import.meta.url));
const PUBLISHERS = 20;
const names = Array.from({ length: PUBLISHERS }, (_, at) => `tool-${at}`);

let dir: string;
let vault: string;
let children: readonly Child[] = [];

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'publish-race-'));
  vault = join(dir, 'vault');
  await initVault({ repoDir: vault, keyType: 'ed25519', threshold: 1, now: new Date() });
});

afterEach(() => {
  for (const { process } of children) process.kill('SIGKILL');
  rmSync(dir, { recursive: true });
});

interface Child {
  readonly process: ChildProcessByStdio<Writable, Readable, null>;
  readonly lines: AsyncIterator<string, undefined>;
}

function start(name: string): Child {
  const folder = join(dir, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version: '1.0.0' }));
  // What the first one has compiled need not be compiled again.
  const env = { ...globalThis.process.env, NODE_COMPILE_CACHE: join(dir, 'compiled') };
  const process = spawn(globalThis.process.execPath, [SCRIPT, vault, folder], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  return { process, lines: createInterface({ input: process.stdout })[Symbol.asyncIterator]() };
}

async function startAll(plugins: readonly string[]): Promise<readonly Child[]> {
  const started: Child[] = [];
  for (const name of plugins) {
    const child = start(name);
    started.push(child);
    if (started.length === 1) expect((await child.lines.next()).value).toBe('ready');
  }
  for (const { lines } of started.slice(1)) expect((await lines.next()).value).toBe('ready');
  return started;
}

/** Lets all of them begin at once, and resolves to how each ended. */
async function race(): Promise<readonly (string | undefined)[]> {
  for (const { process } of children) process.stdin.write('go\n');
  return Promise.all(children.map(async ({ lines }) => (await lines.next()).value));
}

const files = (): readonly string[] =>
  readdirSync(join(vault, 'repository'), { recursive: true, encoding: 'utf8' });

describe('twenty processes that publish twenty plugins into one folder', () => {
  it('all succeed, one commit each, and leave a repository that is whole', async () => {
    children = await startAll(names);
    const ends = await race();
    expect(ends).toEqual(names.map(() => 'published'));

    const { timestamp, snapshot, targets } = await downloadAll(names);
    const report = await vaultStatus({ repoDir: vault, now: new Date() });
    expect(timestamp.version).toBe(1 + PUBLISHERS);
    expect(existsSync(join(vault, `repository/metadata/${snapshot.version}.snapshot.json`))).toBe(true);
    expect(existsSync(join(vault, `repository/metadata/${targets.version}.targets.json`))).toBe(true);
    expect(report.roles.map(({ version }) => version)).toEqual([
      1,
      targets.version,
      snapshot.version,
      timestamp.version,
    ]);
    expect(files().filter((path) => /\.tmp-|holder/.test(path))).toEqual([]);
  });

  it('lose nothing to a collect that runs all the time among them', async () => {
    children = await startAll(names.slice(0, 4));
    const racing = race();
    const input = { repoDir: vault, graceMs: 500, keepSnapshots: 3, dryRun: false };
    const isOver = racing.then(() => true);
    do await collectVault({ ...input, now: new Date() });
    while (!(await Promise.race([isOver, sleep(10, false)])));

    // A publisher that is slower than such a short grace period may be told to come again.
    const ends = await racing;
    expect(
      ends.filter((end) => end !== 'published' && end?.startsWith('ERR_COLLECT_RUNNING') !== true),
    ).toEqual([]);
    const published = names.slice(0, 4).filter((_, at) => ends[at] === 'published');
    expect(published.length).toBeGreaterThan(0);
    await downloadAll(published);
  });
});

/** What a new client does that trusts the vault's root.json. */
async function downloadAll(plugins: readonly string[]): Promise<TrustedRoles> {
  const trustedRoot = readFileSync(join(vault, 'root.json'));
  const client = openTrustedClient(
    { trustedRoot, now: new Date() },
    { fetcher: fileFetcher(join(vault, 'repository')), cache: memoryCache() },
  );
  for (const name of plugins) {
    const target = await client.findTarget(`plugins/_/${name}/1.0.0/${name}-1.0.0.tgz`);
    expect((await client.downloadBytes(target!)).length).toBe(target!.length);
    expect(await client.findTarget(`plugins/_/${name}/index.json`)).toBeDefined();
  }
  return client.refresh();
}
