import { describe, expect, it } from '@jest/globals';
import { changesOf, js, manifest, scanAfter, type Files } from '../testing/hits-of.ts';

const HARMLESS = js('module.exports = 1;');
const NATIVE = Uint8Array.of(0x7f, 0x45, 0x4c, 0x46);
const withScript = (text: string, source = ''): Files => ({
  ...manifest({ scripts: { postinstall: text } }),
  'a.js': source,
});

describe('DIF-001 more than the previous signed version could do', () => {
  it.each<[string, Files, Files, readonly string[]]>([
    [
      'an install script',
      manifest({}),
      withScript('node a.js'),
      [
        'medium the new install script `package.json#postinstall`: `node a.js`',
        'medium it starts programs, which it did not: `node`',
      ],
    ],
    [
      'an install script that runs something else',
      withScript('node a.js'),
      withScript('node b.js'),
      ['medium another command in the install script `package.json#postinstall`: `node b.js`'],
    ],
    [
      'an install script with a new host',
      js(`fetch('https://a.example'); require('child_process').execFile('git')`),
      {
        ...js(`fetch('https://b.example'); require('child_process').execFile('git')`),
        ...withScript('node a.js'),
      },
      [
        'high the new install script `package.json#postinstall`: `node a.js`',
        'low it reaches the new host `b.example`',
      ],
    ],
    [
      'a native build',
      manifest({}),
      { ...manifest({}), 'binding.gyp': '{}' },
      ['medium a new native build: `binding.gyp#install`'],
    ],
    [
      'a dependency',
      manifest({ dependencies: { a: '^1.0.0' } }),
      manifest({ dependencies: { a: '^2.0.0', b: '1' } }),
      ['low the new dependency `b@1`'],
    ],
    [
      'a dependency that left the registry',
      manifest({ dependencies: { a: '^1.0.0' } }),
      manifest({ dependencies: { a: 'https://a.example/a.tgz' } }),
      ['high the dependency `a` comes from `https://a.example/a.tgz` now'],
    ],
    [
      'network',
      HARMLESS,
      js(`fetch('https://a.example')`),
      ['medium it reaches the network, which it did not: `a.example`'],
    ],
    [
      'network and programs',
      HARMLESS,
      js(`fetch(url).then((file) => require('child_process').execFile(file))`),
      [
        'high it reaches the network, which it did not: `*`',
        'high it starts programs, which it did not: `*`',
      ],
    ],
    [
      'code of text',
      HARMLESS,
      js('eval(text)'),
      ['medium it makes code of text, which it did not: `index.js`'],
    ],
    [
      'native code',
      manifest({}),
      { ...manifest({}), 'a.node': NATIVE },
      ['medium the file is new native code or WebAssembly'],
    ],
    [
      'a secret',
      HARMLESS,
      js('use(process.env.NPM_TOKEN)'),
      ['medium it reads the secret `NPM_TOKEN`, which it did not'],
    ],
    [
      'a secret and a host',
      HARMLESS,
      js(`use(process.env.NPM_TOKEN); fetch('https://registry.npmjs.org')`),
      [
        'high it reads the secret `NPM_TOKEN`, which it did not',
        'medium it reaches the network, which it did not: `registry.npmjs.org`',
      ],
    ],
    [
      'a command',
      manifest({ bin: { a: 'a.js' } }),
      manifest({ bin: { a: 'a.js', b: 'a.js' } }),
      ['low the new command `b`'],
    ],
  ])('finds %s', (...[, before, now, found]) => {
    expect(changesOf('DIF-001', before, now).toSorted()).toEqual([...found].toSorted());
  });

  it.each<[string, Files, Files]>([
    [
      'nothing new',
      withScript('node a.js', `fetch('https://a.example')`),
      withScript('node a.js', `fetch('https://a.example/b')`),
    ],
    ['less', js(`fetch(url); eval(text); use(process.env.NPM_TOKEN)`), HARMLESS],
    [
      'other versions of what it needs',
      manifest({ dependencies: { a: '1', b: 'acme/b' } }),
      manifest({ dependencies: { a: '2', b: 'acme/b#2' } }),
    ],
    [
      'scripts of developers',
      manifest({}),
      manifest({ scripts: { test: 'jest', build: 'tsc', prepare: 'husky' }, devDependencies: { a: '1' } }),
    ],
    ['an environment name that is no secret', HARMLESS, js('use(process.env.NO_COLOR)')],
    [
      'a host of this machine',
      js(`fetch('https://a.example')`),
      js(`fetch('https://a.example'); fetch('http://localhost:1')`),
    ],
    ['more files', HARMLESS, { ...HARMLESS, 'b.js': `require('fs').readFileSync('a.txt')` }],
  ])('passes %s', (...[, before, now]) => {
    expect(changesOf('DIF-001', before, now)).toEqual([]);
  });

  it('takes a step less seriously that its version announces', () => {
    const now = js(`fetch(url).then((file) => require('child_process').execFile(file))`);
    const severities = (version: string): readonly string[] =>
      scanAfter(HARMLESS, now, version)
        .findings.filter(({ rule }) => rule === 'DIF-001')
        .map(({ severity }) => severity);
    expect(severities('1.9.0')).toEqual(['high', 'high']);
    expect(severities('2.0.0')).toEqual(['medium', 'medium']);
  });
});
