import { describe, expect, it } from '@jest/globals';
import { parseCommands } from './parse-commands.ts';

describe('parseCommands', () => {
  it.each([
    [{ name: '@acme/hello', bin: 'cli.js' }, [['hello', 'cli.js']]],
    [
      { name: 'hello', bin: { a: './a.js', b: 'b.js' } },
      [
        ['a', './a.js'],
        ['b', 'b.js'],
      ],
    ],
    [{ name: 'hello' }, []],
    [{ name: 'hello', bin: 7 }, []],
    [{ name: 'hello', bin: { '../sh': 'x.js', 'a b': 'x.js', '': 'x.js', ok: 1 } }, []],
    [null, []],
  ])('reads %j', (manifest, commands) => {
    expect(parseCommands(manifest)).toEqual(commands);
  });
});
