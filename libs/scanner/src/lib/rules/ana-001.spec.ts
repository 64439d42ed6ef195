import { describe, expect, it } from '@jest/globals';
import { hitsOf, js, manifest } from '../testing/hits-of.ts';

describe('ANA-001 code that cannot be parsed', () => {
  it.each([
    ['a broken source', js('const = ;'), 'high index.js'],
    ['bytes', { ...manifest({}), 'a.js': Uint8Array.of(0, 1, 2, 3) }, 'medium a.js'],
    [
      'a broken source that another loads',
      { ...js('require("./lib/a");'), 'lib/a.js': 'const = ;' },
      'high lib/a.js',
    ],
    [
      'a broken source far behind',
      {
        ...manifest({ bin: 'a.js' }),
        'a.js': 'x(__dirname + "/b")',
        'b.js': 'import "./c.mjs";',
        'c.mjs': 'if (',
      },
      'high c.mjs',
    ],
    ['a broken fixture', { ...js('1;'), 'test/fixtures/a.js': 'const = ;' }, 'medium test/fixtures/a.js'],
    [
      'a node script without extension',
      { ...manifest({}), 'bin/x': '#!/usr/bin/env node\nlet let = 1 1;' },
      'high bin/x',
    ],
    [
      'an entry point in broken TypeScript',
      { ...manifest({ main: 'index.ts' }), 'index.ts': 'const a: number = ;' },
      'high index.ts',
    ],
  ])('finds %s', (_name, files, hit) => {
    expect(hitsOf('ANA-001', files)).toEqual([hit]);
  });

  it.each([
    ['CommonJS', js('#!/usr/bin/env node\nreturn require("x");')],
    ['a module', js('import a from "a"; export default await a;')],
    ['sloppy code', js('var yield = 1; with (a) { b = 010; } <!-- old\n')],
    [
      'new syntax',
      js(
        'class A { static #x = 1; static { using y = f(); } accessor = 1 } import x from "x" with { type: "json" };',
      ),
    ],
    ['JSX', js('export const A = () => <p a={1}>x</p>;')],
    [
      'TypeScript',
      {
        ...manifest({ types: 'a.d.ts' }),
        'a.d.ts': 'export declare const a: string;',
        'src/a.ts': 'let a: string;',
      },
    ],
    ['a text', { ...manifest({}), 'notes.txt': 'const = ; require(' }],
  ])('passes %s', (_name, files) => {
    expect(hitsOf('ANA-001', files)).toEqual([]);
  });
});
