import { describe, expect, it } from '@jest/globals';
import { parseRequiredPlugins } from './parse-required-plugins.ts';

describe('parseRequiredPlugins', () => {
  it.each([
    [{}, {}],
    [{ ragnosVault: {} }, {}],
    [{ ragnosVault: { other: 1 } }, {}],
    [{ ragnosVault: { plugins: { '@acme/a': '^1.0.0', b: '*' } } }, { '@acme/a': '^1.0.0', b: '*' }],
  ])('reads %j', (manifest, required) => {
    expect(parseRequiredPlugins(manifest)).toEqual(required);
  });

  it.each([
    [{ ragnosVault: true }],
    [{ ragnosVault: null }],
    [{ ragnosVault: { plugins: ['a'] } }],
    [{ ragnosVault: { plugins: { a: 1 } } }],
    [{ ragnosVault: { plugins: { a: 'latest' } } }],
    [{ ragnosVault: { plugins: { a: `>=1.0.0${' '.repeat(300)}` } } }],
    [{ ragnosVault: { plugins: { '../a': '^1.0.0' } } }],
    [{ ragnosVault: { plugins: { constructor_: '^1.0.0', '@Acme/a': '*' } } }],
    [{ ragnosVault: { plugins: JSON.parse('{"__proto__": "*"}') as Record<string, string> } }],
    [{ ragnosVault: { plugins: Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`p${n}`, '*'])) } }],
  ])('refuses %j', (manifest) => {
    expect(() => parseRequiredPlugins(manifest)).toThrow(
      expect.objectContaining({ code: 'ERR_MANIFEST_INVALID' }),
    );
  });
});
