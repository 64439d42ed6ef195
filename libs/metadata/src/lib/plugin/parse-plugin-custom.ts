import type { JsonObject, JsonValue } from '@ragnos-vault/crypto';
import { isJsonObject, readInteger, readString } from '../json-reader.ts';

/** What the signed target of an archive says, so that an installer needs no download to know it. */
export interface PluginCustom {
  readonly name: string;
  readonly version: string;
  /** SHA-256 of the encoded file manifest, in hex: what lies on disk can be proven without the archive. */
  readonly manifest: string;
  readonly files: number;
  /** Bytes of all files. */
  readonly unpackedSize: number;
  /** RFC 3339. */
  readonly publishedAt: string;
}

export function encodePluginCustom(custom: PluginCustom): JsonObject {
  return { ...custom };
}

/**
 * Reads `custom` of a target; `undefined` where it is not ours, as with a target of another TUF tool.
 *
 * @throws ERR_TUF_METADATA_INVALID if it names a plugin but lacks the rest.
 */
export function parsePluginCustom(custom: JsonValue | undefined): PluginCustom | undefined {
  if (!isJsonObject(custom) || custom['manifest'] === undefined) return undefined;
  return {
    name: readString(custom['name'], 'custom name'),
    version: readString(custom['version'], 'custom version'),
    manifest: readString(custom['manifest'], 'custom manifest'),
    files: readInteger(custom['files'], 'custom files', 0),
    unpackedSize: readInteger(custom['unpackedSize'], 'custom unpackedSize', 0),
    publishedAt: readString(custom['publishedAt'], 'custom publishedAt'),
  };
}
