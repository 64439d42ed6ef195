/** What nx.json and the targets call this plugin. */
export const PLUGIN = '@ragnos-vault/nx';
