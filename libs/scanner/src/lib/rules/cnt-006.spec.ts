import { describe, expect, it } from '@jest/globals';
import { hitsOf, js, manifest } from '../testing/hits-of.ts';

const BLANKS = ' '.repeat(400);
const LINES = '\n'.repeat(400);
const SHORT = 'const a = 1;\n'.repeat(20).replaceAll(/const a/g, 'var a');
const LONG = 'a = a + 1;'.repeat(300);

describe('CNT-006 abnormal size, or text out of sight', () => {
  it.each([
    ['a payload behind blanks', js(`module.exports = 1;${BLANKS}require('child_process');`), 'high index.js'],
    ['a payload behind tabs', js(`let a = 1;${'\t'.repeat(300)}eval(a);`), 'high index.js'],
    ['a payload behind wide blanks', js(`let a = 1;${'\u{3000}'.repeat(300)}eval(a);`), 'high index.js'],
    ['a comment that ends behind blanks', js(`/* a ${BLANKS}*/ eval(x);`), 'high index.js'],
    ['other code behind blanks', js(`let a = f;${BLANKS}a(1);`), 'medium index.js'],
    ['a payload below empty lines', js(`let a = 1;${LINES}eval(a);`), 'high index.js'],
    ['one long line in a file of short ones', js(`${SHORT}${LONG}eval(a);\n`), 'medium index.js'],
    ['a command behind blanks', { ...manifest({}), 'a.sh': `echo ok;${BLANKS}id\n` }, 'medium a.sh'],
    ['a giant', js(`const a = '${'ab'.repeat(2_200_000)}';`), 'medium index.js'],
  ])('finds %s', (_name, files, hit) => {
    expect(hitsOf('CNT-006', files)).toEqual([hit]);
  });

  it.each([
    ['a string of blanks', js(`const pad = '${BLANKS}'; pad.slice(1); f(pad);`)],
    ['a template of blanks', js('const pad = `' + BLANKS + '`; f(pad);')],
    ['a template with a call behind blanks', js('const t = `' + BLANKS + '${f(1)}`;')],
    ['deep indentation', js(`if (a) {\n${' '.repeat(120)}require('a');\n}`)],
    ['blanks at the end of a line', js(`f(1);${BLANKS}\nf(2);`)],
    ['empty lines at the start', js(`${LINES}require('a');`)],
    ['minified code', js(`${LONG}require('a');`)],
    ['one long line of data', js(`${SHORT}const d = '${'ab'.repeat(3000)}';\nrequire('a');\n`)],
    ['a long line that only computes', js(`${SHORT}${LONG}\nrequire('a');\n`)],
    ['prose', { ...manifest({}), 'README.md': `a${BLANKS}b` }],
  ])('passes %s', (_name, files) => {
    expect(hitsOf('CNT-006', files)).toEqual([]);
  });
});
