import { describe, expect, it } from '@jest/globals';
import { INSTALL_INPUTS, PUBLISH_INPUTS } from '@ragnos-vault/api';
import { parseInputs } from './parse-inputs.ts';

const DEFINITIONS = {
  name: { type: 'text', description: '' },
  'two-words': { type: 'lines', description: '' },
  flag: { type: 'boolean', description: '' },
  count: { type: 'number', description: '' },
  mode: { type: 'choice', choices: ['a', 'b'], description: '' },
} as const;

describe('parseInputs', () => {
  it('takes what is absent or empty for absent', () => {
    const nothing = { name: undefined, 'two-words': [], flag: false, count: undefined, mode: 'a' };
    expect(parseInputs(DEFINITIONS, {})).toEqual(nothing);
    expect(parseInputs(DEFINITIONS, { INPUT_NAME: '', 'INPUT_TWO-WORDS': ' \n ', INPUT_FLAG: '' })).toEqual(
      nothing,
    );
  });

  it('reads each kind, and keeps hyphens in names as the runner does', () => {
    const env = {
      INPUT_NAME: ' x ',
      'INPUT_TWO-WORDS': 'a\r\n\n  b c  \n',
      INPUT_FLAG: 'True',
      INPUT_COUNT: '14',
      INPUT_MODE: 'b',
    };
    expect(parseInputs(DEFINITIONS, env)).toEqual({
      ...{ name: 'x', 'two-words': ['a', 'b c'], flag: true, count: 14, mode: 'b' },
    });
  });

  it.each([
    ['flag', { INPUT_FLAG: 'hunter2' }],
    ['count', { INPUT_COUNT: '-1' }],
    ['count', { INPUT_COUNT: 'hunter2' }],
    ['mode', { INPUT_MODE: 'hunter2' }],
  ])('refuses a wrong %s, names it, and repeats no value', (input, env) => {
    const parse = () => parseInputs(DEFINITIONS, env);
    expect(parse).toThrow(expect.objectContaining({ code: 'ERR_USAGE', facts: { input } }));
    expect(parse).not.toThrow(/hunter2/);
  });

  it('reads the inputs of both actions', () => {
    expect(parseInputs(PUBLISH_INPUTS, {})).toMatchObject({
      mode: 'publish',
      'dry-run': 'auto',
      plugins: [],
    });
    expect(parseInputs(INSTALL_INPUTS, {})).toMatchObject({ frozen: 'auto', cache: 'auto', plugins: [] });
  });
});
