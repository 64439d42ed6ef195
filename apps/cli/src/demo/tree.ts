import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { must } from './expect.ts';

/** Every file and link below a folder, with what would tell a change of it: mode and digest, or where it points. */
export type Tree = ReadonlyMap<string, string>;

/** Reads a folder; what is called as one of `ignored` does not count, wherever it lies. */
export async function readTree(root: string, ignored: readonly string[] = []): Promise<Tree> {
  const tree = new Map<string, string>();
  await readInto(tree, root, { path: '', ignored });
  return tree;
}

/** @throws ERR_DEMO_FAILED naming the first path that differs */
export function mustBeSame(what: string, before: Tree, after: Tree): void {
  const [first] = changesBetween(before, after);
  must(first === undefined, `${what} changed: ${first ?? ''}`);
}

/** Paths that were added, removed or changed. */
export function changesBetween(before: Tree, after: Tree): readonly string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path) !== after.get(path)).sort();
}

async function readInto(
  tree: Map<string, string>,
  root: string,
  { path, ignored }: { readonly path: string; readonly ignored: readonly string[] },
): Promise<void> {
  for (const found of await readdir(join(root, path), { withFileTypes: true })) {
    if (ignored.includes(found.name)) continue;
    const inner = path === '' ? found.name : `${path}/${found.name}`;
    if (found.isDirectory()) await readInto(tree, root, { path: inner, ignored });
    else tree.set(inner, await describeFile(join(root, inner), found.isSymbolicLink()));
  }
}

async function describeFile(path: string, isLink: boolean): Promise<string> {
  if (isLink) return `link to ${await readlink(path)}`;
  const { mode } = await lstat(path);
  const digest = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  return `${(mode & 0o777).toString(8)} ${digest}`;
}
