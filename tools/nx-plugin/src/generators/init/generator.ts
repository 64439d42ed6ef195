import { readNxJson, updateNxJson, type Tree } from '@nx/devkit';
import { PLUGIN } from '../../plugin/plugin-name.ts';

/** Registers the plugin in nx.json, once; `nx add` runs it. */
export default function initGenerator(tree: Tree): void {
  const nxJson = readNxJson(tree) ?? {};
  const { plugins = [] } = nxJson;
  const isThere = plugins.some((entry) => (typeof entry === 'string' ? entry : entry.plugin) === PLUGIN);
  if (!isThere) updateNxJson(tree, { ...nxJson, plugins: [...plugins, PLUGIN] });
}
