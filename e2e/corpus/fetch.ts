// Brings the packages of a list such as packages.json into the git-ignored folder .corpus/ of the workspace.
//
// The npm client of the user fetches them, from whatever registry it is configured for; what it brings is believed
// only after its SHA-512 was compared with the pinned one. What is there and right is left alone.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { mapParallel } from './map-parallel.ts';
import { parsePackages, type PinnedPackage } from './parse-packages.ts';

/** A pinned package whose archive lies on this disk and has the pinned digest. */
export interface CorpusPackage extends PinnedPackage {
  readonly archive: string;
}

const WORKSPACE = join(import.meta.dirname, '..', '..');
const CORPUS = join(WORKSPACE, '.corpus');
const WIDTH = 3;

export interface CorpusOptions {
  /** A file of this folder. */
  readonly list?: string;
  /** Whether it is to be the large ones too. */
  readonly all: boolean;
}

/**
 * Fetches what is missing or damaged of a list, and resolves to the packages of it.
 *
 * @throws Error naming the package that npm could not fetch, or whose bytes are not the pinned ones; such bytes are
 * not kept.
 */
export async function fetchCorpus(
  onFetched: (line: string) => void,
  { list = 'packages.json', all }: CorpusOptions,
): Promise<readonly CorpusPackage[]> {
  const listed = parsePackages(await readFile(join(import.meta.dirname, list), 'utf8'));
  const pinned = all ? listed : listed.filter(({ large }) => large !== true);
  await mkdir(CORPUS, { recursive: true });
  const packages = pinned.map((item) => ({ ...item, archive: join(CORPUS, fileOf(item)) }));
  const isThere = await mapParallel(packages, WIDTH, hasPinnedBytes);
  const missing = packages.filter((_, index) => isThere[index] !== true);
  await mapParallel(batchesOf(missing), WIDTH, async (batch) => {
    await fetchPackages(batch);
    for (const item of batch) onFetched(`fetched ${idOf(item)}`);
  });
  return packages;
}

async function hasPinnedBytes({ archive, integrity }: CorpusPackage): Promise<boolean> {
  return existsSync(archive) && (await integrityOf(archive)) === integrity;
}

/** To start npm takes longer than to fetch what most packages are: one process fetches several. */
const BATCH = 12;

function batchesOf(packages: readonly CorpusPackage[]): readonly (readonly CorpusPackage[])[] {
  return Array.from({ length: Math.ceil(packages.length / BATCH) }, (_, index) =>
    packages.slice(index * BATCH, (index + 1) * BATCH),
  );
}

async function fetchPackages(batch: readonly CorpusPackage[]): Promise<void> {
  const staging = await mkdtemp(join(CORPUS, '.fetch-'));
  try {
    await runNpmPack(batch, staging);
    for (const item of batch) {
      const file = join(staging, fileOf(item));
      if (!existsSync(file)) throw new Error(`npm packed no file for ${idOf(item)}`);
      const found = await integrityOf(file);
      if (found !== item.integrity) {
        throw new Error(`${idOf(item)} is not what was pinned: ${found}, pinned ${item.integrity}`);
      }
      await rename(file, item.archive);
    }
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** As npm calls the archive of a package. */
function fileOf({ name, version }: PinnedPackage): string {
  return `${name.replace('@', '').replace('/', '-')}-${version}.tgz`;
}

/** A registry that does not answer is asked again, rather than waited for: npm itself would wait five minutes. */
const PATIENCE_MS = 120_000;
const ATTEMPTS = 5;
const NPM_FLAGS = [
  '--ignore-scripts',
  '--prefer-offline',
  '--fetch-timeout=20000',
  '--fetch-retries=1',
  '--loglevel=error',
];

async function runNpmPack(batch: readonly PinnedPackage[], folder: string): Promise<void> {
  const args = ['pack', ...batch.map(idOf), '--pack-destination', folder, ...NPM_FLAGS];
  // Only a shell finds npm.cmd on Windows; no argument holds a character that it would read otherwise.
  const shell = process.platform === 'win32';
  for (let attempt = 1; ; attempt += 1) {
    try {
      await promisify(execFile)('npm', args, { cwd: WORKSPACE, shell, timeout: PATIENCE_MS });
      return;
    } catch (cause) {
      const words = cause instanceof Error ? cause.message : String(cause);
      if (attempt === ATTEMPTS)
        throw new Error(`npm could not fetch ${batch.map(idOf).join(', ')}: ${words}`, { cause });
    }
  }
}

async function integrityOf(path: string): Promise<string> {
  return `sha512-${createHash('sha512')
    .update(await readFile(path))
    .digest('base64')}`;
}

function idOf({ name, version }: PinnedPackage): string {
  return `${name}@${version}`;
}

if (import.meta.main) {
  try {
    const packages = await fetchCorpus((line) => console.log(line), { all: true });
    console.log(`${packages.length} packages are in ${CORPUS}`);
  } catch (error) {
    console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
