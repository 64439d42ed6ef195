// One verdict everywhere: what the library, the command line and the executors say of the same thing is the same JSON.
import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { scanSource } from '@ragnos-vault/api';
import { toVaultError } from '@ragnos-vault/errors';
import { assertScanPassed, type ScanReport } from '@ragnos-vault/scanner';
import scanExecutor from '../../tools/nx-plugin/src/executors/scan/executor.ts';
import { openChecks } from '../nx/checks.ts';
import { command, executor, NOW, type Said } from './faces.ts';
import { OPERATIONS } from './operations.ts';

const WORKSPACE = resolve(import.meta.dirname, '../..');
const { check, close } = openChecks();

const archives = (await readdir(join(WORKSPACE, 'vectors/archives'))).filter((name) => name.endsWith('.tgz'));
for (const path of [...archives.map((name) => `vectors/archives/${name}`), ...(await examples())]) {
  await check(`${path} is judged alike`, async () => {
    const said = await inLibrary(path);
    assert.deepEqual(await command(`scan ${path}`, WORKSPACE), said);
    assert.deepEqual(await executor(scanExecutor, { plugins: [path] }, WORKSPACE), said);
  });
}

const site = await mkdtemp(join(tmpdir(), 'vault-verdicts-'));
const [there, here] = [join(site, 'there'), join(site, 'here')];
await cp(join(WORKSPACE, 'examples/plugins'), join(there, 'plugins-src'), { recursive: true });
await command('init --repo-dir vault --key-type ed25519', there);
await cp(there, here, { recursive: true });
for (const { name, line, run, prepare } of OPERATIONS) {
  await check(`${name}: the command and the executor say the same`, async () => {
    for (const dir of [there, here]) await prepare?.(dir);
    const said = await command(line, there);
    const json: unknown = JSON.parse(JSON.stringify(said.json).replaceAll(there, here));
    assert.deepEqual(await run(here), { ...said, json });
  });
}
await rm(site, { recursive: true });
close();

async function examples(): Promise<readonly string[]> {
  return (await readdir(join(WORKSPACE, 'examples/plugins'))).map((name) => `examples/plugins/${name}`);
}

async function inLibrary(path: string): Promise<Said> {
  try {
    const report = await scanSource({ source: join(WORKSPACE, path), now: NOW });
    return { isDone: isPassed(report), json: asPrinted(report) };
  } catch (error) {
    return { isDone: false, json: asPrinted(toVaultError(error)) };
  }
}

function isPassed(report: ScanReport): boolean {
  try {
    assertScanPassed(report);
    return true;
  } catch {
    return false;
  }
}

function asPrinted(value: object): unknown {
  return JSON.parse(JSON.stringify(value));
}
