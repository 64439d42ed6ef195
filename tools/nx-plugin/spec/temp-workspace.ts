import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { ExecutorPorts, Workspace } from '../src/lib/executor-ports.ts';

export const NOW = new Date('2026-11-23T12:00:00Z');

/** A workspace in a temporary folder, and everything its executors print. */
export interface TempWorkspace extends Workspace {
  readonly out: string[];
  readonly err: string[];
  readonly env: Record<string, string>;
  readonly ports: ExecutorPorts;
  write(path: string, content: string | Uint8Array): Promise<void>;
  /** Writes a plugin folder. */
  plugin(folder: string, manifest: object, code?: string): Promise<void>;
  /** Every file below a folder with its digest; empty where there is no such folder. */
  tree(path: string): Promise<ReadonlyMap<string, string>>;
  remove(): Promise<void>;
}

export async function makeWorkspace(): Promise<TempWorkspace> {
  const root = await mkdtemp(join(tmpdir(), 'vault-nx-'));
  const out: string[] = [];
  const err: string[] = [];
  const env: Record<string, string> = {};
  const write = async (path: string, content: string | Uint8Array): Promise<void> => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  };
  return {
    root,
    out,
    err,
    env,
    ports: {
      print: (line) => out.push(line),
      printError: (line) => err.push(line),
      env,
      now: () => NOW,
      untilStopped: () => Promise.resolve(),
    },
    write,
    plugin: async (folder, manifest, code = 'export const answer = 42;\n') => {
      await write(`${folder}/package.json`, JSON.stringify(manifest));
      await write(`${folder}/index.js`, code);
    },
    tree: (path) => treeOf(join(root, path)),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

async function treeOf(dir: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const tree = new Map<string, string>();
  for (const file of files.sort()) {
    tree.set(
      relative(dir, file),
      createHash('sha256')
        .update(await readFile(file))
        .digest('hex'),
    );
  }
  return tree;
}
