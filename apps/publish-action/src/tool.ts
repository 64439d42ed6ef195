import manifest from '../package.json' with { type: 'json' };

/** Who made the reports and bills of this action. */
export const TOOL = { name: 'ragnos-vault', version: manifest.version };
