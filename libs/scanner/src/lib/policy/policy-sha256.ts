import { encodeCanonicalJson, sha256Hex, type JsonValue } from '@ragnos-vault/crypto';
import { outermostFirst } from './levels.ts';
import type { Policy } from './policy.ts';

/** What tells two policies apart that do not say the same; comments, order of keys and way of writing do not count. */
export function policySha256(policy: Policy): string {
  const levels = outermostFirst(policy).map((level) => toJson({ ...level, outer: undefined }));
  return sha256Hex(encodeCanonicalJson(levels));
}

/** Canonical JSON has neither maps nor fractions: these become lists of pairs and text. */
function toJson(value: unknown): JsonValue {
  if (value instanceof Map)
    return toJson([...value].toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value === 'object' && value !== null) {
    const said = Object.entries(value).filter(([, each]) => each !== undefined);
    return Object.fromEntries(said.map(([key, each]) => [key, toJson(each)]));
  }
  if (typeof value === 'boolean') return value;
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : String(value);
}
