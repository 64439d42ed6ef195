import { parseJson, type JsonObject, type JsonValue } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';

/** The conditions of `exports` that hold for an import by Node.js. */
const CONDITIONS = ['node', 'import', 'module-sync', 'default'];

/**
 * The file that an import of a package by its name means, as its package.json names it: `exports`, else `main`, else
 * `index.js`.
 *
 * @throws ERR_MANIFEST_INVALID
 */
export function parseMain(bytes: Uint8Array): string {
  const manifest = parseManifest(bytes);
  const { exports, main } = manifest;
  if (exports !== undefined) return exported(exports) ?? invalid('`exports` names no file for an import');
  if (main === undefined) return 'index.js';
  return typeof main === 'string' ? main : invalid('`main` is no text');
}

/** Of conditions the first in the order of the file that holds. */
function exported(value: JsonValue): string | undefined {
  if (typeof value === 'string') return value;
  if (Array.isArray(value))
    return (value as readonly JsonValue[]).map(exported).find((found) => found !== undefined);
  if (!isObject(value)) return undefined;
  if (value['.'] !== undefined) return exported(value['.']);
  for (const [condition, target] of Object.entries(value)) {
    const found = CONDITIONS.includes(condition) ? exported(target) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function parseManifest(bytes: Uint8Array): JsonObject {
  try {
    const value = parseJson(bytes);
    return isObject(value) ? value : invalid('package.json holds no object');
  } catch (cause) {
    throw new VaultError('ERR_MANIFEST_INVALID', 'package.json is not strict JSON', { cause });
  }
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(why: string): never {
  throw new VaultError('ERR_MANIFEST_INVALID', why);
}
