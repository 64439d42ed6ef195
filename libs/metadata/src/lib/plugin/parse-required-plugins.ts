import type { JsonObject } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import semver from 'semver';
import { isJsonObject } from '../json-reader.ts';

/** Plugins that a plugin needs beside it: name to range. */
export type RequiredPlugins = Readonly<Record<string, string>>;

/** As npm has them now, of one vendor or none. */
const NAME = /^(?:@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/;
/** More than any plugin has; each of them is a question to the repository. */
const MAX_REQUIRED = 200;
const MAX_RANGE_LENGTH = 256;

/**
 * Reads `ragnosVault.plugins` of a package.json; nothing where it has none.
 *
 * @throws ERR_MANIFEST_INVALID where it is no object of names and semver ranges
 */
export function parseRequiredPlugins(manifest: JsonObject): RequiredPlugins {
  const own = manifest['ragnosVault'];
  if (own === undefined) return {};
  const plugins = isJsonObject(own) ? own['plugins'] : null;
  if (plugins === undefined) return {};
  if (!isJsonObject(plugins)) throw invalid('ragnosVault.plugins is no object of names and ranges');
  const entries = Object.entries(plugins);
  if (entries.length > MAX_REQUIRED) throw invalid(`ragnosVault.plugins names more than ${MAX_REQUIRED}`);
  return Object.fromEntries(entries.map(([name, range]) => [parseName(name), parseRange(name, range)]));
}

function parseName(name: string): string {
  if (NAME.test(name) && name.length <= 214) return name;
  throw invalid(`ragnosVault.plugins names no plugin: ${JSON.stringify(name.slice(0, 214))}`);
}

function parseRange(name: string, range: unknown): string {
  if (typeof range === 'string' && range.length <= MAX_RANGE_LENGTH && semver.validRange(range) !== null)
    return range;
  throw invalid(`ragnosVault.plugins has no range for ${name}`);
}

function invalid(message: string): VaultError {
  return new VaultError('ERR_MANIFEST_INVALID', message, { facts: { field: 'ragnosVault.plugins' } });
}
