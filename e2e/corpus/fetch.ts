// Brings the packages of a list such as packages.json into the git-ignored folder .corpus/ of the workspace.
//
// The npm client of the user fetches them, from whatever registry it is configured for; what it brings is believed
// only after its SHA-512 was compared with the pinned one. What is there and right is left alone.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
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

/**
 * Fetches what is missing or damaged of a list of this folder, and resolves to all of it.
 *
 * @throws Error naming the package that npm could not fetch, or whose bytes are not the pinned ones; such bytes are
 * not kept.
 */
export async function fetchCorpus(
  onFetched: (line: string) => void,
  list = 'packages.json',
): Promise<readonly CorpusPackage[]> {
  const pinned = parsePackages(await readFile(join(import.meta.dirname, list), 'utf8'));
  await mkdir(CORPUS, { recursive: true });
  return mapParallel(pinned, WIDTH, async (item) => {
    const archive = join(CORPUS, `${item.name.replace('@', '').replace('/', '-')}-${item.version}.tgz`);
    if (existsSync(archive) && (await integrityOf(archive)) === item.integrity) return { ...item, archive };
    await fetchPackage(item, archive);
    onFetched(`fetched ${item.name}@${item.version}`);
    return { ...item, archive };
  });
}

async function fetchPackage(item: PinnedPackage, archive: string): Promise<void> {
  const staging = await mkdtemp(join(CORPUS, '.fetch-'));
  try {
    await runNpmPack(item, staging);
    const [file, ...others] = await readdir(staging);
    if (file === undefined || others.length > 0) throw new Error(`npm packed no single file: ${idOf(item)}`);
    const found = await integrityOf(join(staging, file));
    if (found !== item.integrity) {
      throw new Error(`${idOf(item)} is not what was pinned: ${found}, pinned ${item.integrity}`);
    }
    await rename(join(staging, file), archive);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** A registry that does not answer is asked again, rather than waited for: npm itself would wait five minutes. */
const PATIENCE_MS = 60_000;
const ATTEMPTS = 5;
const NPM_FLAGS = [
  '--ignore-scripts',
  '--prefer-offline',
  '--fetch-timeout=20000',
  '--fetch-retries=1',
  '--loglevel=error',
];

async function runNpmPack(item: PinnedPackage, folder: string): Promise<void> {
  const args = ['pack', idOf(item), '--pack-destination', folder, ...NPM_FLAGS];
  // Only a shell finds npm.cmd on Windows; no argument holds a character that it would read otherwise.
  const shell = process.platform === 'win32';
  for (let attempt = 1; ; attempt += 1) {
    try {
      await promisify(execFile)('npm', args, { cwd: WORKSPACE, shell, timeout: PATIENCE_MS });
      return;
    } catch (cause) {
      const words = cause instanceof Error ? cause.message : String(cause);
      if (attempt === ATTEMPTS) throw new Error(`npm could not fetch ${idOf(item)}: ${words}`, { cause });
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
    const packages = await fetchCorpus((line) => console.log(line));
    console.log(`${packages.length} packages are in ${CORPUS}`);
  } catch (error) {
    console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
