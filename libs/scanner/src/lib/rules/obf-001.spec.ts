import { describe, expect, it } from '@jest/globals';
import { hitsOf, js } from '../testing/hits-of.ts';

const names = Array.from({ length: 14 }, (_, index) => `_0x${(0x1a2b0 + index).toString(16)}`);

describe('OBF-001 the mark of an obfuscator', () => {
  it.each([
    ['obfuscator.io', names.map((name) => `var ${name} = 1;`).join('')],
    ['JSFuck', `${'[![]+[]][+[]]+(![]+[])[!+[]+!+[]]+'.repeat(20)}[]`],
    ['the packer', `eval(function(p,a,c,k,e,d){return p}('0',1,1,''.split('|'),0,{}))`],
    ['jjencode', '$=~[];$={___:++$,$$$$:(![]+"")[$]};'],
  ])('finds %s', (_name, source) => {
    expect(hitsOf('OBF-001', js(source))).toEqual(['high index.js']);
  });

  it.each([
    ['minified code', 'var a=function(b,c){return b(c+1)},d=a(e=>e*2,3);module.exports={a,d};'],
    ['a few such names', 'const _0x1234 = 1; const _0xabcd = 2;'],
    ['brackets', 'const a = [[], [], [[]]]; f(!(a), !!(a));'],
  ])('passes %s', (_name, source) => {
    expect(hitsOf('OBF-001', js(source))).toEqual([]);
  });
});
