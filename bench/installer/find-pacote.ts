import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const SOURCES = join(import.meta.dirname, 'peers/pacote');
const FOLDER = resolve(import.meta.dirname, '../../.peers/pacote');
const MODULE = join(FOLDER, 'node_modules/pacote/lib/index.js');
const FILES = ['package.json', 'package-lock.json'];

/** Installs the pinned pacote into `.peers/` where it is not there yet, and resolves to its entry point. */
export async function findPacote(): Promise<string> {
  if (await isInstalled()) return MODULE;
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  for (const file of FILES) await cp(join(SOURCES, file), join(FOLDER, file));
  const shell = process.platform === 'win32';
  await promisify(execFile)('npm', ['ci', '--ignore-scripts', '--loglevel=error'], { cwd: FOLDER, shell });
  return MODULE;
}

async function isInstalled(): Promise<boolean> {
  if (!existsSync(MODULE)) return false;
  const [ours, theirs] = await Promise.all(
    [SOURCES, FOLDER].map((folder) => readFile(join(folder, 'package-lock.json'), 'utf8').catch(() => '')),
  );
  return ours === theirs;
}
