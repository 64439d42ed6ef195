import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { programOf } from './programs.ts';
import { readPipelines } from './statements.ts';

const read = (text: string): readonly (readonly (readonly string[])[])[] =>
  readPipelines(text).map(({ stages }) => stages);

describe('readPipelines', () => {
  it.each([
    ['words', 'a b  c', [[['a', 'b', 'c']]]],
    [
      'quotes',
      `a 'b c' "d \\"e\\"" f\\ g`,
      [[['a', 'b c', 'd "e"', 'f g']], [['b', 'c']], [['d', 'e']], [['f', 'g']]],
    ],
    ['pipes', 'a | b -x | c', [[['a'], ['b', '-x'], ['c']]]],
    ['lists', 'a; b && c || d & e\nf', [[['a']], [['b']], [['c']], [['d']], [['e']], [['f']]]],
    ['redirections', 'a 2>&1 &>f | b', [[['a', '2>&1', '&>f'], ['b']]]],
    ['comments', 'a # b | c\nd', [[['a']], [['d']]]],
    ['a line that goes on', 'a \\\n b', [[['a', 'b']]]],
    ['paths of Windows', 'C:\\a\\b.exe x', [[['C:\\a\\b.exe', 'x']]]],
    ['substitutions', 'a $(b | c)', [[['a', '$(b | c)']]]],
  ])('reads %s', (_name, text, pipelines) => {
    expect(read(text).slice(0, pipelines.length)).toEqual(pipelines);
  });

  it('reads what stands inside quotes and substitutions too', () => {
    expect(read(`sh -c "a && b \`c\`"`)).toEqual(expect.arrayContaining([[['a']], [['c']]]));
    expect(read('a <(b | c)')).toEqual(expect.arrayContaining([[['b'], ['c']]]));
  });

  it('says where each starts', () => {
    expect(readPipelines('a;\n  b | c').map(({ offset }) => offset)).toEqual([0, 5]);
  });

  it('never throws, and ends', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from(`ab '"\\$()\`|&;<>#\n=`)) }), (text) => {
        expect(Array.isArray(readPipelines(text))).toBe(true);
      }),
    );
  });
});

describe('programOf', () => {
  it.each([
    ['sudo -E /bin/bash -s', 'bash'],
    ['FOO=1 env BAR=2 node a.js', 'node'],
    ['C:\\Windows\\System32\\CMD.EXE /c x', 'cmd'],
    ['', ''],
  ])('finds the program of `%s`', (text, program) => {
    expect(programOf(readPipelines(text)[0]?.stages[0] ?? []).program).toBe(program);
  });
});
