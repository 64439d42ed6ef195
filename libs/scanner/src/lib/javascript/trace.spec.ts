import { describe, expect, it } from '@jest/globals';
import { analyse } from '../testing/analyse.ts';
import { trace } from './trace.ts';

const carried = (source: string): readonly string[] => {
  const { analysis, asked } = analyse(source);
  return trace(analysis, asked).map(({ kind, detail }) => `${kind} ${detail}`);
};

const ENVIRONMENT = ['environment the environment'];

describe('trace', () => {
  it.each([
    ['a value', 'ask(process.env)', ENVIRONMENT],
    ['a copy', 'ask({ ...process.env })', ENVIRONMENT],
    ['a text', 'ask(`x=${JSON.stringify(process.env)}`)', ENVIRONMENT],
    ['a name', 'const { env: e } = process; let x; x = e; ask(x)', ENVIRONMENT],
    ['a member', 'const o = {}; o.a = process.env; ask(o)', ENVIRONMENT],
    ['an element', 'const l = []; l.push(process.env); ask(l)', ENVIRONMENT],
    ['a return', 'function f() { return process.env } ask(f())', ENVIRONMENT],
    ['an argument', 'function f(a, b) { ask(b) } f(1, process.env)', ENVIRONMENT],
    ['a callback', 'function f(cb) { cb(process.env) } f((e) => ask(e))', ENVIRONMENT],
    [
      'a callback that is handed on',
      'function g(c) { c(process.env) } function f(cb) { g(cb) } f((e) => ask(e))',
      ENVIRONMENT,
    ],
    ['a promise', 'Promise.resolve(process.env).then((e) => ask(e))', ENVIRONMENT],
    ['a new promise', 'async function f() { ask(await new Promise((r) => r(process.env))) }', ENVIRONMENT],
    ['a generator', 'function* g() { yield process.env } for (const e of g()) ask(e)', ENVIRONMENT],
    ['a getter', 'const o = { get e() { return process.env } }; ask(o.e)', ENVIRONMENT],
    [
      'a field of a class',
      'class A { constructor() { this.e = process.env } m() { ask(this.e) } }',
      ENVIRONMENT,
    ],
    ['a method of a class', 'class A { m(x) { ask(x) } n() { this.m(process.env) } }', ENVIRONMENT],
    ['one secret', `ask({ t: process.env['NPM' + '_TOKEN'] })`, ['secret NPM_TOKEN']],
    [
      'a reading callback',
      `require('fs').readFile('/root/.npmrc', (e, d) => ask(d))`,
      ['credential /root/.npmrc'],
    ],
    ['an answer', `fetch(u).then((r) => r.json()).then(({ a }) => ask(a))`, ['fetched fetch']],
    ['what was decoded', `ask(Buffer.from(x, 'base64'))`, ['decoded Buffer.from']],
    ['a fact about the host', `ask(require('os').hostname())`, ['host host name']],
  ])('finds it through %s', (_name, source, labels) => {
    expect(carried(source)).toEqual(labels);
  });

  it.each([
    ['one variable', 'ask(process.env.PATH)'],
    ['another member', 'const o = { a: process.env, b: 1 }; ask(o.b)'],
    ['another element', 'const l = [process.env, 1]; ask(l[1])'],
    ['an answer about it', 'ask(Object.keys(process.env).includes("CI"))'],
    ['a comparison', 'ask(process.env === x)'],
    ['a length', 'ask(JSON.stringify(process.env).length)'],
    [
      'a digest',
      `ask(require('crypto').createHash('sha1').update(JSON.stringify(process.env)).digest('hex'))`,
    ],
    ['what an unknown function makes of it', 'ask(parse(process.env).url)'],
    [
      'another function of the same name',
      'function f() { return 1 } { function g() { return process.env } } ask(f())',
    ],
  ])('finds nothing through %s', (_name, source) => {
    expect(carried(source)).toEqual([]);
  });
});
