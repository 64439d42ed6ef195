import { describe, expect, it } from '@jest/globals';
import { hitsOf, js } from '../testing/hits-of.ts';

describe('OBF-003 a hidden name of a sensitive API', () => {
  it.each([
    ['a sum', `require('child_' + 'process').exec('id');`],
    ['a template', 'const p = "process"; require(`child_${p}`);'],
    ['a join', `require(['child', 'process'].join('_'));`],
    ['a reversed text', `require('ssecorp_dlihc'.split('').reverse().join(''));`],
    ['base64', `require(Buffer.from('Y2hpbGRfcHJvY2Vzcw==', 'base64').toString());`],
    [
      'a decoder of its own',
      `const d = (h) => Buffer.from(h, 'hex').toString(); const r = require; r(d('2e2f746573742f64617461'));`,
    ],
    ['an assignment in pieces', `let m = 'child_'; m += 'process'; require(m);`],
    ['a member of a global', `globalThis['ev' + 'al']('1');`],
    ['a member of a module', `require('child_process')['ex' + 'ec']('id');`],
    ['an import', `import('node:child' + '_process');`],
    [
      'a name that is decoded and unknown',
      `const d = (h) => Buffer.from(h, 'hex').toString(); require(d(list[0]));`,
    ],
  ])('finds %s', (_name, source) => {
    expect(hitsOf('OBF-003', js(source))).toEqual(['high index.js']);
  });

  it.each([
    ['a name as it is', `const cp = require('child_process'); cp['exec']('id');`],
    ['a constant', `const name = 'child_process'; require(name);`],
    ['a path that is put together', `require('./locale/' + name); require(path.join(__dirname, 'a.js'));`],
    ['a module nobody minds', `require('no' + 'de:path');`],
    [
      'the trick of a bundle',
      `const s = ('require' + Math.random()).slice(0, 7); const r = module && module[s]; r.call(module, 'timers').setImmediate;`,
    ],
  ])('passes %s', (_name, source) => {
    expect(hitsOf('OBF-003', js(source))).toEqual([]);
  });

  it('reports at medium a name that comes from the command line, as a program hands it to its child', () => {
    const source = `const o = JSON.parse(Buffer.from(process.argv[2].slice(4), 'base64').toString()); require(o.plugin);`;
    expect(hitsOf('OBF-003', js(source))).toEqual(['medium index.js']);
  });
});
