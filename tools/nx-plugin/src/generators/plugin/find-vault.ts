import { readNxJson, visitNotIgnoredFiles, type Tree } from '@nx/devkit';
import { VaultError } from '@ragnos-vault/errors';
import { posix } from 'node:path';
import { vaultOf } from '../../plugin/infer-projects.ts';
import { parsePluginOptions, type PluginSettings } from '../../plugin/parse-plugin-options.ts';
import { PLUGIN } from '../../plugin/plugin-name.ts';

/** What nx.json says of the plugin. @throws ERR_CONFIG_INVALID */
export function settingsOf(tree: Tree): PluginSettings {
  const entries = (readNxJson(tree)?.plugins ?? []).filter((entry) => typeof entry !== 'string');
  return parsePluginOptions(entries.find(({ plugin }) => plugin === PLUGIN)?.options);
}

/** The vault that plugins are published into. @throws ERR_VAULT_NOT_FOUND */
export function findVault(tree: Tree, settings: PluginSettings): string {
  const vaults: string[] = [];
  visitNotIgnoredFiles(tree, '.', (file) => {
    if (posix.basename(file) === 'vault.yaml') vaults.push(posix.dirname(file));
  });
  const vault = vaultOf(vaults, settings);
  if (vault !== undefined) return vault;
  throw new VaultError('ERR_VAULT_NOT_FOUND', 'it is not clear which vault plugins are published into', {
    hint: `make one, or name it as the option \`vault\` of ${PLUGIN} in nx.json`,
  });
}
