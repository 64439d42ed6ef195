import { readJsonTree, type JsonNode } from './json-tree.ts';

const TOKEN = /"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/|,/gs;
const CLOSING = /^[\s]*[\]}]/;

/** Reads JSON as editors do: comments and a comma behind the last value are passed over. Offsets are those of `text`. */
export function readJsonWithComments(text: string): JsonNode | undefined {
  const strict = readJsonTree(text);
  if (strict !== undefined) return strict;
  const bare = text.replace(TOKEN, (token) => (token.startsWith('/') ? blank(token) : token));
  return readJsonTree(withoutLastCommas(bare));
}

function withoutLastCommas(text: string): string {
  let next = '';
  const parts: string[] = [];
  let end = text.length;
  for (const { index, 0: token } of [...text.matchAll(TOKEN)].toReversed()) {
    next = text.slice(index + token.length, end).trimStart();
    if (token === ',' && CLOSING.test(next)) {
      parts.push(` ${text.slice(index + 1, end)}`);
    } else {
      parts.push(text.slice(index, end));
    }
    end = index;
  }
  parts.push(text.slice(0, end));
  return parts.toReversed().join('');
}

function blank(text: string): string {
  return text.replaceAll(/[^\n]/g, ' ');
}
