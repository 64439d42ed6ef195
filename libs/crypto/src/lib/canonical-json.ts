import { VaultError } from '@ragnos-vault/errors';
import { MAX_JSON_DEPTH, type JsonValue } from './json-value.ts';

/**
 * Encodes a value as OLPC canonical JSON, the bytes that TUF signs: no white space, names in the order of their
 * code points, only `\` and `"` escaped, integers only. Equal values give equal bytes, and -0 is 0.
 *
 * The bytes are those of securesystemslib (`encode_canonical`). Control characters stand in them raw, so that
 * a string which holds one makes canonical JSON that is no JSON.
 *
 * @throws ERR_CANONICAL_JSON for what has no such form: floats, integers beyond 2^53, undefined, functions,
 *   lone surrogates, instances of classes, and nesting deeper than 64 levels.
 */
export function encodeCanonicalJson(value: JsonValue): Uint8Array {
  return new TextEncoder().encode(encode(value, 0));
}

// Concatenation, not join: the engine copies each character once, at the end, however deep the value is.
function encode(value: unknown, depth: number): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return encodeString(value);
  if (typeof value === 'number') return encodeInteger(value);
  if (Array.isArray(value)) return encodeList(value, deeper(depth));
  if (isPlainObject(value)) return encodeObject(value, deeper(depth));
  throw refusal(typeof value === 'object' ? 'an instance of a class' : `a value of type ${typeof value}`);
}

function encodeList(list: readonly unknown[], depth: number): string {
  let text = '';
  for (const item of list) {
    text += (text === '' ? '' : ',') + encode(item, depth);
  }
  return `[${text}]`;
}

function encodeObject(object: Readonly<Record<string, unknown>>, depth: number): string {
  let text = '';
  for (const name of sortByCodePoint(Object.keys(object))) {
    text += `${text === '' ? '' : ','}${encodeString(name)}:${encode(object[name], depth)}`;
  }
  return `{${text}}`;
}

function encodeString(text: string): string {
  if (!text.isWellFormed()) throw refusal('a string with a lone surrogate');
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

function encodeInteger(value: number): string {
  if (!Number.isSafeInteger(value)) throw refusal(`the number ${value}`);
  return String(value);
}

function deeper(depth: number): number {
  if (depth >= MAX_JSON_DEPTH) throw refusal(`nesting deeper than ${MAX_JSON_DEPTH} levels`);
  return depth + 1;
}

// Not compared with Object.prototype, because plain objects of another realm have another one.
function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function sortByCodePoint(names: string[]): string[] {
  return names.some((name) => SURROGATE.test(name)) ? names.sort(compareCodePoints) : names.sort();
}

const SURROGATE = /[\ud800-\udfff]/;

// The own order of JavaScript is that of UTF-16 units, in which U+1F600 (D83D DE00) stands before U+FB00.
function compareCodePoints(left: string, right: string): number {
  const shared = Math.min(left.length, right.length);
  for (let at = 0; at < shared; at += 1) {
    const difference = rankOf(left.charCodeAt(at)) - rankOf(right.charCodeAt(at));
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** Lifts surrogate units, which stand for code points beyond U+FFFF, above all other units. */
function rankOf(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

function refusal(what: string): VaultError {
  return new VaultError('ERR_CANONICAL_JSON', `no canonical JSON for ${what}`, { facts: { what } });
}
