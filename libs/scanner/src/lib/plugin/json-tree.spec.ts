import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { membersOf, readJsonTree, type JsonNode } from './json-tree.ts';

describe('readJsonTree', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(plain(readJsonTree(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('remembers where members stand, and both of two', () => {
    const tree = readJsonTree('{ "a": 1,\n "a": "b" }');
    expect(membersOf(tree, 'a').map(({ offset, value }) => [offset, value.offset])).toEqual([
      [2, 7],
      [11, 16],
    ]);
  });

  it.each([
    [''],
    ['{'],
    ['{"a":1,}'],
    ["{'a':1}"],
    ['[1] 2'],
    ['01'],
    ['"\n"'],
    ['[]//'],
    [`${'['.repeat(500)}${']'.repeat(500)}`],
  ])('refuses %j', (text) => {
    expect(readJsonTree(text)).toBeUndefined();
  });
});

function plain(node: JsonNode | undefined): unknown {
  if (node?.kind === 'array') return node.items.map(plain);
  if (node?.kind === 'object')
    return Object.fromEntries(node.members.map(({ key, value }) => [key, plain(value)]));
  return node?.value;
}
