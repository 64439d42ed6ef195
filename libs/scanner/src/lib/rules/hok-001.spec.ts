import { describe, expect, it } from '@jest/globals';
import { hitsOf, js } from '../testing/hits-of.ts';

const patterns = String.raw`const eth = /\b0x[a-fA-F0-9]{40}\b/g, btc = /\b(bc1)[a-z0-9]{25,39}\b/g;`;

describe('HOK-001 a hook on the network or the wallet that looks for money', () => {
  it.each([
    ['fetch', `${patterns} const old = window.fetch; window.fetch = async (...a) => swap(await old(...a));`],
    [
      'XMLHttpRequest',
      `${patterns} XMLHttpRequest.prototype.open = function () { return o.apply(this, arguments); };`,
    ],
    [
      'a wallet',
      `${patterns} const r = window.ethereum.request; window.ethereum.request = (a) => r(swap(a));`,
    ],
    [
      'addresses of its own',
      `const mine = ['0x${'1'.repeat(40)}', '0x${'2'.repeat(40)}', '0x${'3'.repeat(40)}']; if (m === 'eth_sendTransaction') x(); globalThis.fetch = f;`,
    ],
  ])('finds %s', (_name, source) => {
    expect(hitsOf('HOK-001', js(source))).toEqual(['critical index.js']);
  });

  it.each([
    ['a polyfill', `if (!globalThis.fetch) globalThis.fetch = require('node-fetch');`],
    [
      'a polyfill in a library of addresses',
      `${patterns} const w = (url) => new Promise((ok) => { const x = new XMLHttpRequest(); x.open('GET', url); x.onload = ok; x.send(); }); if (!self.fetch) self.fetch = w; exports.fetch = self.fetch;`,
    ],
    ['a library of addresses', `${patterns} exports.isAddress = (s) => eth.test(s);`],
    [
      'a library that calls a wallet',
      `${patterns} await window.ethereum.request({ method: 'eth_sendTransaction' });`,
    ],
  ])('passes %s', (_name, source) => {
    expect(hitsOf('HOK-001', js(source))).toEqual([]);
  });
});
