import { describe, expect, it } from '@jest/globals';
import { analyse } from '../testing/analyse.ts';
import { namesOf } from './names.ts';

const named = (source: string): readonly string[] => {
  const { analysis, asked } = analyse(source);
  return namesOf(analysis, asked);
};

describe('namesOf', () => {
  it.each([
    ['a global', 'ask(fetch)', ['fetch']],
    ['a member of the global object', 'ask(globalThis.process.env)', ['process.env']],
    ['a required module', `const cp = require('node:child_process'); ask(cp.exec)`, ['child_process.exec']],
    ['a destructured one', `const { exec: e } = require('child_process'); ask(e)`, ['child_process.exec']],
    ['an imported one', `import cp, { spawn as s } from 'child_process'; ask(s)`, ['child_process.spawn']],
    ['a namespace', `import * as fs from 'fs/promises'; ask(fs.readFile)`, ['fs.readFile']],
    ['a dynamic import', `(async () => { const fs = await import('fs'); ask(fs.rm) })()`, ['fs.rm']],
    [
      'a helper of a compiler',
      `const _a = __importDefault(require('https')); ask(_a.default.get)`,
      ['https.get', 'https.get'],
    ],
    ['an alias', 'const a = eval; const b = a; ask(b)', ['eval']],
    ['a computed member', `ask(globalThis['ev' + 'al'])`, ['eval']],
    [
      'a member of an object',
      `const o = { run: require('child_process').exec }; ask(o.run)`,
      ['child_process.exec'],
    ],
    ['a member that is written later', `const o = {}; o.run = eval; ask(o.run)`, ['eval']],
    ['a result', `ask(require('https').request(u).on('error', f).write)`, ['https.request().write']],
    [
      'what a function returns',
      `function cp() { return require('child_process'); } ask(cp().exec)`,
      ['child_process.exec'],
    ],
    ['what is passed in', `(function (r) { ask(r('vm').Script) })(require)`, ['vm.Script']],
    ['the require of a bundler', `register(function (require) { ask(require('net')) })`, ['net']],
    ['either of two', `const f = a ? eval : fetch; ask(f)`, ['eval', 'fetch']],
    ['Function by its constructor', `ask((() => {}).constructor)`, ['Function']],
    ['another way to require', `ask(process.mainModule.require('dns').lookup)`, ['dns.lookup']],
    ['a promisified function', `ask(require('util').promisify(require('fs').readFile))`, ['fs.readFile']],
    ['its own function', 'function fetch() {} ask(fetch)', []],
    ['its own module', `ask(require('./child_process').exec)`, []],
    ['a circle', 'let a = b; var b = a; ask(a)', []],
    ['a circle with a way in', `let a = b; var b = a; a = require('vm'); ask(b)`, ['vm']],
  ])('names %s', (_name, source, names) => {
    expect(new Set(named(source))).toEqual(new Set(names));
  });

  it('follows chains longer than any stack', () => {
    const chain = Array.from(
      { length: 20_000 },
      (_, index) => `var a${20_000 - index} = a${19_999 - index};`,
    );
    expect(named(`${chain.join('')} var a0 = eval; ask(a20000)`)).toEqual(['eval']);
  });
});
