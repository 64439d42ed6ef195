import type { CreateNodes } from '@nx/devkit';
import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { inferProjects, type Inventory } from './infer-projects.ts';
import { parsePluginOptions } from './parse-plugin-options.ts';
import { parsePluginPackage } from './parse-plugin-package.ts';

/** What was installed from a vault is no project of this workspace. */
const INSTALLED = /(?:^|\/)store\/[0-9a-f]{64}-/;

/**
 * Infers projects: one from each `vault.yaml`, and one from each package.json with a `ragnosVault` object. What a
 * project.json says goes before.
 *
 * @throws ERR_CONFIG_INVALID for options that are not understood
 */
export const createNodes: CreateNodes = [
  '**/{vault.yaml,package.json}',
  async (files, options, { workspaceRoot }) => {
    const settings = parsePluginOptions(options);
    const inferred = inferProjects(await takeInventory(files, workspaceRoot), settings);
    return inferred.map(({ file, project }) => [file, { projects: { [project.root]: project } }]);
  },
];

async function takeInventory(files: readonly string[], workspaceRoot: string): Promise<Inventory> {
  const own = files.filter((file) => !INSTALLED.test(file));
  const rootsOf = (name: string): readonly string[] =>
    own.filter((file) => posix.basename(file) === name).map((file) => posix.dirname(file));
  const plugins = rootsOf('package.json').map(async (root) => {
    const plugin = parsePluginPackage(await readFile(join(workspaceRoot, root, 'package.json'), 'utf8'));
    return plugin === undefined ? [] : [{ ...plugin, root }];
  });
  return { vaults: rootsOf('vault.yaml'), plugins: (await Promise.all(plugins)).flat() };
}
