import { describe, expect, it } from '@jest/globals';
import { hitsOf, manifest } from '../testing/hits-of.ts';

const gyp = (text: string): Record<string, string> => ({ ...manifest({}), 'binding.gyp': text });

describe('MAN-003 native build at install', () => {
  it.each([
    ['a build', '{"targets":[]}', ['high binding.gyp']],
    ['a command', `{"x": "<!(node setup.js)"}`, ['high binding.gyp', 'critical binding.gyp']],
    ['a list command', `{"x": ["<!@(sh -c 'id')"]}`, ['high binding.gyp', 'critical binding.gyp']],
    [
      'a command behind the usual one',
      `{"x": "<!(node -e \\"require('nan')\\" && sh x.sh)"}`,
      ['high binding.gyp', 'critical binding.gyp'],
    ],
  ])('finds %s', (_name, text, hits) => {
    expect(hitsOf('MAN-003', gyp(text))).toEqual(hits);
  });

  it('finds a command in a file the build includes', () => {
    const files = { ...gyp('{"includes":["deps/a.gypi"]}'), 'deps/a.gypi': '{"x":"<!(id)"}' };
    expect(hitsOf('MAN-003', files)).toContain('critical deps/a.gypi');
  });

  it.each([
    ['no build', manifest({})],
    ['a build file that npm does not obey', { ...manifest({}), 'test/binding.gyp': '{"x":"<!(id)"}' }],
    ['the word in a text', { ...manifest({}), 'README.md': 'binding.gyp may hold <!(commands)' }],
  ])('passes %s', (_name, files) => {
    expect(hitsOf('MAN-003', files)).toEqual([]);
  });

  it('takes the look-up of headers for what it is', () => {
    const text = `{"include_dirs": ["<!(node -e \\"require('nan')\\")", "<!@(node -p \\"require('node-addon-api').include\\")"]}`;
    expect(hitsOf('MAN-003', gyp(text))).toEqual(['high binding.gyp']);
  });
});
