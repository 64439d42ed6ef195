import { VaultError } from '@ragnos-vault/errors';
import { MAX_JSON_DEPTH } from './json-value.ts';

/** Names through which an object that is copied or merged could reach the prototype of all objects. */
const PROTOTYPE_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** The names an open object has shown so far; none for a list, or before the first name. */
type Names = string[] | Set<string> | undefined;

/** As many names are looked through as fast as a set would find them, and a set costs far more memory. */
const FEW_NAMES = 8;

/** Far more than metadata of 100,000 targets has. A few bytes of text become a hundred of memory in an object. */
const MAX_NAMES = 200_000;
const MAX_CONTAINERS = 1_000_000;

/**
 * Asserts that no object of a JSON text names a member twice, that none has a prototype name, that it does not nest
 * too deep, and that it holds neither too many objects and lists nor an object of too many members. It does not judge
 * the grammar: text that is no JSON may pass, and JSON.parse refuses it.
 *
 * @throws ERR_JSON_INVALID, or a SyntaxError for a name with an escape that is none.
 */
export function assertUnambiguousJson(text: string): void {
  const open: Names[] = [];
  let containers = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') {
      const end = endOfString(text, at);
      if (isName(text, end)) admit(text.slice(at + 1, end), open, at);
      at = end;
    } else if (character === '{' || character === '[') {
      open.push(undefined);
      containers += 1;
      if (containers > MAX_CONTAINERS) throw invalid(`more than ${MAX_CONTAINERS} objects and lists`, at);
      if (open.length > MAX_JSON_DEPTH) throw invalid(`nested deeper than ${MAX_JSON_DEPTH} levels`, at);
    } else if (character === '}' || character === ']') {
      open.pop();
    }
  }
}

function admit(raw: string, open: Names[], at: number): void {
  const name = raw.includes('\\') ? String(JSON.parse(`"${raw}"`)) : raw;
  if (PROTOTYPE_NAMES.has(name)) throw invalid(`the name \`${name}\` is not allowed`, at);
  const seen = open.pop() ?? [];
  if (Array.isArray(seen) ? seen.includes(name) : seen.has(name))
    throw invalid('a name stands twice in one object', at);
  open.push(withName(seen, name, at));
}

function withName(seen: NonNullable<Names>, name: string, at: number): NonNullable<Names> {
  if (!Array.isArray(seen)) {
    if (seen.size === MAX_NAMES) throw invalid(`an object of more than ${MAX_NAMES} members`, at);
    return seen.add(name);
  }
  if (seen.length === FEW_NAMES) return new Set(seen).add(name);
  seen.push(name);
  return seen;
}

/** The index of the closing quote, or the length of the text where there is none. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end;
}

function isEscaped(text: string, at: number): boolean {
  let first = at;
  while (text[first - 1] === '\\') first -= 1;
  return (at - first) % 2 === 1;
}

/** Whether a colon follows the string, which in JSON it does after the name of a member only. */
function isName(text: string, end: number): boolean {
  let next = end + 1;
  while (text[next] === ' ' || text[next] === '\n' || text[next] === '\r' || text[next] === '\t') next += 1;
  return text[next] === ':';
}

// The offending name is left out on purpose: it is an outsider's text, which may steer a terminal.
function invalid(reason: string, at: number): VaultError {
  return new VaultError('ERR_JSON_INVALID', `not acceptable as JSON: ${reason}, at character ${at}`, {
    facts: { reason, at },
  });
}
