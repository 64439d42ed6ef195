import { realpath } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { VaultError } from '@ragnos-vault/errors';
import type { PackEdge, PackNode } from 'npm-packlist';
import { isNotThere, readRegularFile } from './open-regular-file.ts';
import { parsePackPackage, type PackageToPack } from './parse-pack-package.ts';

/** The tree that npm-packlist walks, and the files which are commands. */
export interface PackTree {
  readonly root: PackNode;
  readonly bins: ReadonlySet<string>;
}

/** A name that is one folder below `node_modules`, or two with a scope. */
const NAME = /^(?:@[\w.~-]+\/)?[\w~-][\w.~-]*$/;

/**
 * The dependency tree of a package folder, as far as it is bundled: found in `node_modules` as Node.js finds it, but
 * never above the folder.
 *
 * @throws ERR_MANIFEST_MISSING, ERR_MANIFEST_INVALID, ERR_PLUGIN_SOURCE for a package behind a link
 */
export async function loadPackTree(folder: string): Promise<PackTree> {
  const loaded = new Map<string, PackNode>();

  async function load(path: string, found: PackageToPack): Promise<PackNode> {
    const edges = new Map<string, PackEdge>();
    const isRoot = path === folder;
    const node: PackNode = {
      path,
      package: found.fields,
      isProjectRoot: isRoot,
      isLink: false,
      edgesOut: edges,
      get target() {
        return node;
      },
    };
    // Entered before its dependencies are, because packages may need each other.
    loaded.set(path, node);
    for (const name of bundledBy(found, isRoot)) {
      const to = await resolve(path, name);
      if (to !== undefined) edges.set(name, { to, ...kindOf(name, found) });
    }
    return node;
  }

  async function resolve(from: string, name: string): Promise<PackNode | undefined> {
    if (!NAME.test(name)) return undefined;
    for (let above = from; ; above = dirname(above)) {
      const path = join(above, 'node_modules', name);
      const known = loaded.get(path) ?? (await loadIfThere(path));
      if (known !== undefined || above === folder) return known;
    }
  }

  async function loadIfThere(path: string): Promise<PackNode | undefined> {
    const found = await readPackage(path, folder);
    return found === undefined ? undefined : load(path, found);
  }

  const found = await readPackage(folder, folder);
  if (found === undefined) {
    throw new VaultError('ERR_MANIFEST_MISSING', `no package.json in folder: ${folder}`, {
      facts: { folder },
    });
  }
  return { root: await load(folder, found), bins: found.bins };
}

function bundledBy({ fields }: PackageToPack, isRoot: boolean): readonly string[] {
  if (isRoot) return fields.bundleDependencies ?? [];
  return Object.keys({ ...fields.dependencies, ...fields.optionalDependencies });
}

/** npm bundles no package that is needed for development or as a peer only. */
function kindOf(
  name: string,
  { fields, development, peers }: PackageToPack,
): { dev: boolean; peer: boolean } {
  const isNeeded = Object.hasOwn({ ...fields.dependencies, ...fields.optionalDependencies }, name);
  return { dev: !isNeeded && development.has(name), peer: !isNeeded && peers.has(name) };
}

async function readPackage(path: string, folder: string): Promise<PackageToPack | undefined> {
  await assertNoLink(join(path, 'package.json'), folder);
  const content = await readRegularFile(join(path, 'package.json'));
  return content === undefined
    ? undefined
    : parsePackPackage(content, relative(folder, join(path, 'package.json')));
}

// npm packs what such a link points at, which may be any folder of the machine.
async function assertNoLink(path: string, folder: string): Promise<void> {
  try {
    if ((await realpath(path)) === path) return;
  } catch (error) {
    if (isNotThere(error)) return;
    throw error;
  }
  const link = relative(folder, path);
  throw new VaultError('ERR_PLUGIN_SOURCE', `what is packed is reached by a link: ${link}`, {
    facts: { path: link },
  });
}
