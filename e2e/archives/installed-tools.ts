import { execFile, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readTree } from '../corpus/tree.ts';
import { toList, type Case, type List } from './listing.ts';
import { parseLists } from './parse-lists.ts';

const run = promisify(execFile);

/** Whether a peer is at hand; the libraries always are. */
export function isInstalled(peer: string): boolean {
  if (peer === 'Python') return spawnSync('python3', ['--version']).status === 0;
  if (peer !== 'GNU tar') return true;
  return spawnSync('tar --version', { encoding: 'utf8', shell: true }).stdout.includes('GNU tar');
}

export function listByPython(cases: readonly Case[]): Promise<readonly List[]> {
  return withFiles(cases, (_folder, paths) => {
    const script = join(import.meta.dirname, 'list_tar.py');
    const { stdout, status, stderr } = spawnSync('python3', [script], {
      input: paths.join('\n'),
      encoding: 'utf8',
      env: { ...process.env, PYTHONUTF8: '1' },
      maxBuffer: 2 ** 28,
    });
    if (status !== 0) throw new Error(`python3 ended with ${String(status)}: ${stderr}`);
    return Promise.resolve(parseLists(stdout).map((list) => list.toSorted()));
  });
}

/** It unpacks what we accept, and what lies in the folder then is its list. */
export function listByGnuTar(cases: readonly Case[]): Promise<readonly List[]> {
  return withFiles(cases, async (folder, paths) => {
    const lists: List[] = [];
    for (const [index, path] of paths.entries()) {
      const target = join(folder, `out-${index}`);
      await mkdir(target);
      const failure = await run('tar', ['-xzf', path, '-C', target, '--no-same-owner']).then(
        () => undefined,
        (error: unknown) => (error instanceof Error ? error.message : 'unknown'),
      );
      const files = [...(await readTree(target))].map(([name, { content }]) => [name, content] as const);
      lists.push(failure === undefined ? toList(files) : [`failed: ${failure}`]);
    }
    return lists;
  });
}

async function withFiles(
  cases: readonly Case[],
  list: (folder: string, paths: readonly string[]) => Promise<readonly List[]>,
): Promise<readonly List[]> {
  const folder = await mkdtemp(join(tmpdir(), 'ragnos-vault-archives-'));
  try {
    const paths = cases.map((...[, index]) => join(folder, `${index}.tgz`));
    for (const [index, path] of paths.entries()) await writeFile(path, cases[index]?.bytes ?? '');
    return await list(folder, paths);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
