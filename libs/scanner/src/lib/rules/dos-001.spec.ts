import { describe, expect, it } from '@jest/globals';
import { hitsOf, js, manifest } from '../testing/hits-of.ts';

const found = [
  ['a loop to infinity', `for (let i = 666; i < Infinity; i++) { if (i % 333) { } console.log('a'); }`],
  ['a loop in a function that is called', `function am() { while (true) { console.log('a'); } } am();`],
  ['a loop that eats memory', `const all = []; for (;;) all.push(new Array(1e6));`],
] as const;

const passed = [
  ['a loop with a way out', `let i = 0; while (true) { if (i++ > 3) break; }`],
  [
    'a parser',
    `function next() { for (;;) { switch (read()) { case 1: return 2; default: skip(); } } } next();`,
  ],
  ['a loop that is only defined', `module.exports = () => { while (true) step(); };`],
  ['a server that waits', `(async () => { while (true) { await step(); } })();`],
] as const;

describe('DOS-001 never comes to an end', () => {
  it.each(found)('finds %s', (_name, source) => {
    expect(hitsOf('DOS-001', js(source))).toEqual(['high index.js']);
    expect(hitsOf('DOS-001', { 'lib/a.js': source })).toEqual(['medium lib/a.js']);
  });

  it('finds a loop that starts processes', () => {
    const source = `const { spawn } = require('child_process'); while (1) spawn(process.execPath, [__filename]);`;
    expect(hitsOf('DOS-001', js(source))).toEqual(['high index.js']);
  });

  it('finds the fork bomb of a shell', () => {
    expect(hitsOf('DOS-001', manifest({ scripts: { install: ':(){ :|:& };:' } }))).toEqual([
      'high package.json',
    ]);
  });

  it.each(passed)('passes %s', (_name, source) => {
    expect(hitsOf('DOS-001', js(source))).toEqual([]);
  });
});
