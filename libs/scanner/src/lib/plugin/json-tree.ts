/** A JSON value that remembers where it stood. Duplicate keys are kept: which one counts differs between readers. */
export type JsonNode =
  | { readonly kind: 'object'; readonly offset: number; readonly members: readonly JsonMember[] }
  | { readonly kind: 'array'; readonly offset: number; readonly items: readonly JsonNode[] }
  | { readonly kind: 'string'; readonly offset: number; readonly value: string }
  | { readonly kind: 'other'; readonly offset: number; readonly value: number | boolean | null };

export interface JsonMember {
  readonly key: string;
  readonly offset: number;
  readonly value: JsonNode;
}

const MAX_DEPTH = 200;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/y;
const SPACE = /[ \t\n\r]*/y;

interface Cursor {
  readonly text: string;
  at: number;
}

/** Reads strict JSON (RFC 8259); `undefined` if it is not. */
export function readJsonTree(text: string): JsonNode | undefined {
  const cursor: Cursor = { text, at: 0 };
  const root = readValue(cursor, 0);
  skip(cursor);
  return cursor.at === text.length ? root : undefined;
}

/** The members of an object that are called `key`, all of them. */
export function membersOf(node: JsonNode | undefined, key: string): readonly JsonMember[] {
  return node?.kind === 'object' ? node.members.filter((member) => member.key === key) : [];
}

function readValue(cursor: Cursor, depth: number): JsonNode | undefined {
  skip(cursor);
  const offset = cursor.at;
  const first = cursor.text[offset];
  if (depth > MAX_DEPTH) return undefined;
  if (first === '{') return readObject(cursor, depth);
  if (first === '[') return readArray(cursor, depth);
  if (first === '"') {
    const value = readString(cursor);
    return value === undefined ? undefined : { kind: 'string', offset, value };
  }
  const scalar = match(cursor, SCALAR);
  const value: unknown = scalar === undefined ? undefined : JSON.parse(scalar);
  return isScalar(value) ? { kind: 'other', offset, value } : undefined;
}

function readObject(cursor: Cursor, depth: number): JsonNode | undefined {
  const offset = cursor.at;
  const members: JsonMember[] = [];
  const complete = readList(cursor, '}', () => {
    const keyOffset = cursor.at;
    const key = readString(cursor);
    skip(cursor);
    if (key === undefined || !take(cursor, ':')) return false;
    const value = readValue(cursor, depth + 1);
    if (value !== undefined) members.push({ key, offset: keyOffset, value });
    return value !== undefined;
  });
  return complete ? { kind: 'object', offset, members } : undefined;
}

function readArray(cursor: Cursor, depth: number): JsonNode | undefined {
  const offset = cursor.at;
  const items: JsonNode[] = [];
  const complete = readList(cursor, ']', () => {
    const item = readValue(cursor, depth + 1);
    if (item !== undefined) items.push(item);
    return item !== undefined;
  });
  return complete ? { kind: 'array', offset, items } : undefined;
}

/** Reads what stands between the bracket at the cursor and `close`, separated by commas. */
function readList(cursor: Cursor, close: string, readItem: () => boolean): boolean {
  cursor.at += 1;
  skip(cursor);
  if (take(cursor, close)) return true;
  for (;;) {
    skip(cursor);
    if (!readItem()) return false;
    skip(cursor);
    if (take(cursor, close)) return true;
    if (!take(cursor, ',')) return false;
  }
}

function readString(cursor: Cursor): string | undefined {
  const raw = match(cursor, STRING);
  const value: unknown = raw === undefined ? undefined : JSON.parse(raw);
  return typeof value === 'string' ? value : undefined;
}

function isScalar(value: unknown): value is number | boolean | null {
  return value === null || typeof value === 'number' || typeof value === 'boolean';
}

function match(cursor: Cursor, pattern: RegExp): string | undefined {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text)?.[0];
  if (found === undefined) return undefined;
  cursor.at += found.length;
  return found;
}

function take(cursor: Cursor, character: string): boolean {
  if (cursor.text[cursor.at] !== character) return false;
  cursor.at += 1;
  return true;
}

function skip(cursor: Cursor): void {
  match(cursor, SPACE);
}
