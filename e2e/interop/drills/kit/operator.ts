import { copyFile, mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRepositoryServer } from '@ragnos-vault/server';
import { memoryIo } from '@ragnos-vault/testing';
import { run } from '../../../../apps/cli/src/run.ts';
import { parsePublishReport } from '../../../corpus/parse-reports.ts';
import { packWithTar, writePluginFolder } from '../../plugin-folder.ts';
import type { Targets } from '../../repository.ts';
import type { DrillSite } from './drill.ts';

/** Who owns a vault, and has nothing but the commands of this product. */
export interface Operator {
  /** Of the drill. */
  readonly name: string;
  readonly site: DrillSite;
  readonly cwd: string;
  /** `metadata/` and `targets/`, as they are served. */
  readonly folder: string;
  readonly url: string;
  /** The file of root version 1, whatever follows. */
  readonly firstRoot: string;
  /** What new consumers are given. */
  readonly newestRoot: string;
  /** Runs a command, its options parted by blanks, on the vault. @throws Error with its words where it fails */
  readonly run: (line: string) => Promise<string>;
  /** Runs a command that must fail. @throws Error unless it does so with this code */
  readonly fail: (line: string, code: string) => Promise<void>;
  /** Publishes a plugin, and resolves to its archive by target path. */
  readonly publish: (name: string, version: string) => Promise<Targets>;
  /** Lets days pass until this many are left to the present, where other clients live. */
  readonly goTo: (daysAgo: number) => void;
  readonly now: () => Date;
  readonly close: () => Promise<unknown>;
}

export interface OperatorInput {
  readonly name: string;
  /** When the vault is made; the present unless it is told. */
  readonly daysAgo?: number;
  /** Root keys to make, all of which must sign. */
  readonly threshold?: number;
}

const DAY_MS = 86_400_000;

/** Makes a vault with Ed25519 keys, and serves it. */
export async function openOperator(
  { name, daysAgo = 0, threshold = 1 }: OperatorInput,
  site: DrillSite,
): Promise<Operator> {
  const cwd = await mkdtemp(join(site.folder, 'vault-'));
  const folder = join(cwd, 'vault', 'repository');
  const firstRoot = join(cwd, 'root-1.json');
  const newestRoot = join(cwd, 'vault', 'root.json');
  const clock = { daysAgo };
  const runLine = (line: string) => runAt(dateOf(clock.daysAgo), line, cwd);
  await succeed(runLine, `init --repo-dir vault --key-type ed25519 --threshold ${threshold}`);
  await copyFile(newestRoot, firstRoot);
  const server = createRepositoryServer({ repositoryDir: folder });
  const { url } = await server.listen({ port: 0, host: '127.0.0.1' });
  return {
    ...{ name, site, cwd, folder, firstRoot, newestRoot },
    url: url.replace(/\/$/, ''),
    run: (line) => succeed(runLine, line),
    fail: async (line, code) => {
      const { exitCode, err } = await runLine(line);
      if (exitCode === 0 || !err.includes(`(${code})`)) throw unexpected(line, `${exitCode}: ${err}`);
    },
    publish: (plugin, version) => publish({ plugin, version, cwd }, (line) => succeed(runLine, line)),
    goTo: (days) => void (clock.daysAgo = days),
    now: () => dateOf(clock.daysAgo),
    close: () => server.close(),
  };
}

function dateOf(daysAgo: number): Date {
  return new Date(Date.now() - daysAgo * DAY_MS);
}

interface Said {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

async function runAt(now: Date, line: string, cwd: string): Promise<Said> {
  const io = memoryIo(cwd, { RAGNOS_VAULT_REPO_DIR: 'vault' });
  const exitCode = await run(line.split(' '), { ...io, now: () => now });
  return { exitCode, out: io.out(), err: io.err() };
}

async function succeed(runLine: (line: string) => Promise<Said>, line: string): Promise<string> {
  const { exitCode, out, err } = await runLine(line);
  if (exitCode === 0) return out;
  throw unexpected(line, `${exitCode}: ${err}${out}`);
}

function unexpected(line: string, words: string): Error {
  return new Error(`ragnos-vault ${line} ended with ${words}`);
}

async function publish(
  { plugin, version, cwd }: { readonly plugin: string; readonly version: string; readonly cwd: string },
  runLine: (line: string) => Promise<string>,
): Promise<Targets> {
  const { path, bytes } = await packPlugin(plugin, version, cwd);
  const report = parsePublishReport(await runLine(`publish ${path} --json`));
  return new Map(report.plugins.map(({ targetPath }) => [targetPath, bytes]));
}

export interface PackedPlugin {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Packs a small plugin. */
export async function packPlugin(plugin: string, version: string, cwd: string): Promise<PackedPlugin> {
  const parent = await mkdtemp(join(cwd, 'plugin-'));
  const path = join(parent, 'plugin.tgz');
  await packWithTar(await writePluginFolder(parent, plugin, version), path);
  return { path, bytes: await readFile(path) };
}
