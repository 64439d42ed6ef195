import { VaultError } from '@ragnos-vault/errors';

/** What a target is called, by what it does. */
export interface TargetNames {
  /** Of a plugin: what makes the files that are packed. Not inferred; a publish and a scan wait for it where it exists. */
  readonly buildTargetName: string;
  readonly publishTargetName: string;
  readonly scanTargetName: string;
  readonly statusTargetName: string;
  readonly renewTargetName: string;
  readonly serveTargetName: string;
  readonly verifyTargetName: string;
}

/** What stands beside the plugin in nx.json. */
export interface PluginOptions extends Partial<TargetNames> {
  /** The folder of the vault that plugins are published into; without it, the only one there is. */
  readonly vault?: string;
  /** Files of policies, relative to the workspace root. */
  readonly policy?: string | readonly string[];
}

/** {@link PluginOptions} with their defaults. */
export interface PluginSettings extends TargetNames {
  readonly vault?: string;
  readonly policy: readonly string[];
}

const NAMES: TargetNames = {
  buildTargetName: 'build',
  publishTargetName: 'publish',
  scanTargetName: 'scan',
  statusTargetName: 'status',
  renewTargetName: 'renew',
  serveTargetName: 'serve',
  verifyTargetName: 'verify',
};

/** Reads the options of the plugin in nx.json; what is missing has its default. @throws ERR_CONFIG_INVALID */
export function parsePluginOptions(options: unknown): PluginSettings {
  const given = parseObject(options ?? {});
  const unknown = Object.keys(given).find(
    (key) => !Object.hasOwn(NAMES, key) && key !== 'vault' && key !== 'policy',
  );
  if (unknown !== undefined) throw invalid(`there is no option ${JSON.stringify(unknown)}`);
  const { vault, policy = [] } = given;
  const names = Object.entries(NAMES).map(([key, name]) => [key, parseText(given[key] ?? name, key)]);
  return {
    ...(Object.fromEntries(names) as TargetNames),
    ...(vault !== undefined && { vault: parseFolder(parseText(vault, 'vault')) }),
    policy: [policy].flat().map((file) => parseText(file, 'policy')),
  };
}

function parseObject(options: unknown): Readonly<Record<string, unknown>> {
  if (typeof options === 'object' && options !== null && !Array.isArray(options))
    return options as Record<string, unknown>;
  throw invalid('the options are no object');
}

function parseText(value: unknown, key: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw invalid(`the option ${key} is no text`);
}

/** As Nx writes the roots of projects. */
function parseFolder(path: string): string {
  return path.replace(/^(\.\/)+/, '').replace(/\/+$/, '') || '.';
}

function invalid(message: string): VaultError {
  return new VaultError('ERR_CONFIG_INVALID', `@ragnos-vault/nx in nx.json: ${message}`);
}
