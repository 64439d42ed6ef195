import type { ProjectConfiguration } from '@nx/devkit';
import { posix } from 'node:path';
import { pluginTargets, vaultTargets } from './infer-targets.ts';
import type { PluginPackage } from './parse-plugin-package.ts';
import type { PluginSettings } from './parse-plugin-options.ts';

/** What a workspace holds; roots as Nx writes them. */
export interface Inventory {
  readonly vaults: readonly string[];
  readonly plugins: readonly (PluginPackage & { readonly root: string })[];
}

export interface InferredProject {
  /** The file that says that there is one. */
  readonly file: string;
  readonly project: ProjectConfiguration;
}

/** The projects of vaults and of plugins. Where several vaults are and none is chosen, no plugin is published. */
export function inferProjects(
  { vaults, plugins }: Inventory,
  settings: PluginSettings,
): readonly InferredProject[] {
  const vault = vaultOf(vaults, settings);
  const roots = plugins.map(({ root }) => root);
  return [
    ...vaults.map((root): InferredProject => {
      const targets = vaultTargets(root, root === vault ? roots : [], settings);
      const name = root === '.' ? 'vault' : root.replaceAll('/', '-');
      const file = posix.join(root, 'vault.yaml');
      return { file, project: { root, name, projectType: 'application', targets } };
    }),
    ...plugins.map((plugin): InferredProject => {
      const { root, name } = plugin;
      const targets = pluginTargets(plugin, vault, settings);
      const file = posix.join(root, 'package.json');
      return { file, project: { root, name, projectType: 'library', targets } };
    }),
  ];
}

/** The vault that plugins are published into: the chosen one, else the only one. */
export function vaultOf(
  vaults: readonly string[],
  { vault }: Pick<PluginSettings, 'vault'>,
): string | undefined {
  return vault ?? (vaults.length === 1 ? vaults[0] : undefined);
}
