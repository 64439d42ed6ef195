import { describe, expect, it } from '@jest/globals';
import { membersOf } from './json-tree.ts';
import { readJsonWithComments } from './json-with-comments.ts';

describe('readJsonWithComments', () => {
  it('passes over comments and last commas, and keeps offsets', () => {
    const text = '{\n  // one\n  "a": [1, /* two */ 2, ],\n  "b": "// no, comment",\n}';
    const tree = readJsonWithComments(text);
    expect(membersOf(tree, 'b')).toMatchObject([
      { offset: text.indexOf('"b"'), value: { value: '// no, comment' } },
    ]);
    expect(membersOf(tree, 'a')[0]?.value).toMatchObject({
      kind: 'array',
      items: [{ value: 1 }, { value: 2 }],
    });
  });

  it.each(['{"a":,}', '{"a":1,,}', '[1 2]', '{"a":1'])('does not read %s', (text) => {
    expect(readJsonWithComments(text)).toBeUndefined();
  });
});
