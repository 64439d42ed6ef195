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
  const out: Out = { text: '', chunks: [] };
  write(value, 0, out);
  flush(out);
  const [only, ...more] = out.chunks;
  return only !== undefined && more.length === 0 ? only : new Uint8Array(Buffer.concat(out.chunks));
}

/** What is written so far; the text is what no chunk holds yet. */
interface Out {
  text: string;
  readonly chunks: Uint8Array[];
}

/** Characters. Text that is turned into bytes while it is short costs neither a second copy nor a late collection. */
const CHUNK_LENGTH = 16_384;
const utf8 = new TextEncoder();

function flush(out: Out): void {
  out.chunks.push(utf8.encode(out.text));
  out.text = '';
}

function write(value: unknown, depth: number, out: Out): void {
  if (typeof value === 'string') out.text += encodeString(value);
  else if (typeof value === 'number') out.text += encodeInteger(value);
  else if (value === null || typeof value === 'boolean') out.text += String(value);
  else if (Array.isArray(value)) writeList(value, deeper(depth), out);
  else if (isPlainObject(value)) writeObject(value, deeper(depth), out);
  else
    throw refusal(typeof value === 'object' ? 'an instance of a class' : `a value of type ${typeof value}`);
  if (out.text.length > CHUNK_LENGTH) flush(out);
}

function writeList(list: readonly unknown[], depth: number, out: Out): void {
  out.text += '[';
  for (let at = 0; at < list.length; at += 1) {
    if (at > 0) out.text += ',';
    write(list[at], depth, out);
  }
  out.text += ']';
}

function writeObject(object: Readonly<Record<string, unknown>>, depth: number, out: Out): void {
  let separator = '{';
  for (const name of sortByCodePoint(Object.keys(object))) {
    out.text += `${separator}${encodeString(name)}:`;
    write(object[name], depth, out);
    separator = ',';
  }
  out.text += separator === '{' ? '{}' : '}';
}

/** What is rare in a string, and asks for more than quotes around it. */
const SPECIAL = /["\\\ud800-\udfff]/;

function encodeString(text: string): string {
  if (!SPECIAL.test(text)) return `"${text}"`;
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
  if (isAscending(names)) return names;
  return names.some((name) => SURROGATE.test(name)) ? names.sort(compareCodePoints) : names.sort();
}

/** Whether names without surrogates stand in their order already, as what was written by a machine mostly does. */
function isAscending(names: readonly string[]): boolean {
  for (let at = 0; at < names.length; at += 1) {
    const name = names[at] ?? '';
    if (SURROGATE.test(name)) return names.length === 1;
    if (at > 0 && (names[at - 1] ?? '') > name) return false;
  }
  return true;
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
