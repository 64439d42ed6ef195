import { VaultError } from '@ragnos-vault/errors';
import { assertUnambiguousJson } from './assert-unambiguous-json.ts';
import type { JsonValue } from './json-value.ts';

/**
 * Parses bytes of an outsider as JSON that every parser reads alike. Time grows linearly with the bytes.
 *
 * @throws ERR_JSON_INVALID for malformed UTF-8, a byte order mark, bad grammar, a name that stands twice in one
 *   object, the names `__proto__`, `constructor` and `prototype`, and nesting deeper than 64 levels.
 */
export function parseJson(bytes: Uint8Array): JsonValue {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    // First the scan: it stops at the depth cap, where JSON.parse would build ten million lists.
    assertUnambiguousJson(text);
    return JSON.parse(text) as JsonValue;
  } catch (cause) {
    if (cause instanceof VaultError) throw cause;
    throw new VaultError('ERR_JSON_INVALID', 'the bytes are not JSON in UTF-8', { cause });
  }
}
