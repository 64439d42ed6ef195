import { parseJson, type JsonObject, type JsonValue } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import { compareCodePoints } from './code-points.ts';
import { encodeFileManifest } from './file-manifest.ts';
import { parseMemberPath } from './member-path.ts';
import type { FileManifest, FileManifestEntry } from './member.ts';
import { createNameRegistry } from './name-registry.ts';

/** A policy may have raised any limit when the plugin was installed. */
const UNLIMITED = { maxMembers: Infinity, maxDepth: Infinity, maxPathLength: Infinity };

/**
 * Reads a file manifest back. Accepts exactly what `encodeFileManifest` writes for portable, sorted, distinct paths.
 * @throws ERR_INSTALLED_CORRUPT
 */
export function parseFileManifest(bytes: Uint8Array): FileManifest {
  const manifest = readManifest(bytes);
  if (Buffer.compare(encodeFileManifest(manifest), bytes) !== 0) {
    throw corrupt('the file manifest is not in its canonical form');
  }
  return manifest;
}

function readManifest(bytes: Uint8Array): FileManifest {
  try {
    const value = parseJson(bytes);
    if (!Array.isArray(value)) throw corrupt('the file manifest is no list');
    const manifest = value.map((entry: JsonValue) => readEntry(entry));
    assertSortedAndDistinct(manifest);
    return manifest;
  } catch (cause) {
    if (cause instanceof VaultError && cause.code === 'ERR_INSTALLED_CORRUPT') throw cause;
    throw corrupt('the file manifest cannot be read', cause);
  }
}

function readEntry(value: JsonValue): FileManifestEntry {
  if (!isObject(value) || Object.keys(value).length !== 4)
    throw corrupt('an entry of the file manifest has no four fields');
  const { path, mode, size, sha256 } = value;
  if (typeof path !== 'string' || parseMemberPath(path, UNLIMITED) !== path)
    throw corrupt('a path of the file manifest is not portable');
  if (mode !== 0o644 && mode !== 0o755) throw corrupt('a mode of the file manifest is unknown');
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0)
    throw corrupt('a size of the file manifest is no size');
  if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256))
    throw corrupt('a digest of the file manifest is no SHA-256');
  return { path, mode, size, sha256 };
}

function assertSortedAndDistinct(manifest: FileManifest): void {
  const names = createNameRegistry(UNLIMITED);
  let previous: string | undefined;
  for (const { path } of manifest) {
    if (previous !== undefined && compareCodePoints(previous, path) >= 0)
      throw corrupt('the file manifest is not sorted');
    names.add({ path, kind: 'file' });
    previous = path;
  }
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function corrupt(message: string, cause?: unknown): VaultError {
  return new VaultError('ERR_INSTALLED_CORRUPT', message, { cause });
}
