import { describe, expect, it } from '@jest/globals';
import { hitsOf, js, type Files } from '../testing/hits-of.ts';

const WRITE = `require('fs').writeFileSync('CLAUDE.md', text)`;
const atInstall = (source: string): Files => ({
  'package.json': '{"name":"@acme/sample","version":"1.0.0","scripts":{"postinstall":"node setup.js"}}',
  'setup.js': source,
});

const unasked = [
  ['at the top level', js(`const text = 'x'; ${WRITE};`)],
  ['in a function that the top level calls', js(`function set(text) { ${WRITE}; }\nset('x');`)],
  ['in a callback', js(`setTimeout(() => { const text = 'x'; ${WRITE}; }, 10);`)],
  ['after a promise', js(`Promise.resolve('x').then((text) => ${WRITE});`)],
  ['in an exported function of an install script', atInstall(`exports.run = (text) => ${WRITE};`)],
  [
    'in another file that the entry calls',
    { ...js(`require('./lib/set').set('x');`), 'lib/set.js': `exports.set = (text) => ${WRITE};` },
  ],
  [
    'in a tool that an install script starts',
    atInstall(`#!/usr/bin/env node\nfunction set(text) { ${WRITE}; }\nset('x');`),
  ],
] as const;

const asked = [
  ['in a function that somebody must call', js(`exports.set = (text) => ${WRITE};`)],
  ['in a tool', js(`#!/usr/bin/env node\nconst text = 'x'; ${WRITE};`)],
  [
    'in a method that another file calls when it is called',
    {
      ...js(`const A = require('./a.js');\nmodule.exports = () => { const a = new A(); a.set('x'); };`),
      'a.js': `module.exports = class A { set(text) { ${WRITE}; } };`,
    },
  ],
  [
    'in an action of a command line',
    js(`require('commander').program.command('init').action((text) => { ${WRITE}; });`),
  ],
] as const;

describe('what nobody asked for', () => {
  it.each(unasked)('%s is critical', (_, files) => {
    expect(hitsOf('PER-002', files)).toEqual([expect.stringMatching(/^critical /)]);
  });

  it.each(asked)('%s is medium', (_, files) => {
    expect(hitsOf('PER-002', files)).toEqual([expect.stringMatching(/^medium /)]);
  });
});
