import { describe, expect, it } from '@jest/globals';
import { makePlugin, setOf } from '../../children/plugin-fixture.ts';
import { encodeGeneration, parseGeneration } from './parse-generation.ts';
import type { Generation } from './plugin-store.ts';

const generation: Generation = {
  ...setOf(makePlugin('hello', '1.0.0-rc.1+b.2'), makePlugin('world', '2.0.0')),
  number: 3,
};
const [plugin, other] = generation.plugins;

const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const withPlugin = (change: object) => ({ ...generation, plugins: [{ ...plugin, ...change }] });

describe('parseGeneration', () => {
  it('reads back what was encoded, and nothing that does not belong there is written', () => {
    expect(parseGeneration(encodeGeneration(generation), 3)).toEqual(generation);
    const more = { ...generation, secret: 'x', root: { ...generation.root, secret: 'x' } };
    expect(encodeGeneration(more)).toEqual(encodeGeneration(generation));
  });

  it('accepts an empty set', () => {
    const empty = { ...generation, plugins: [] };
    expect(parseGeneration(encodeGeneration(empty), 3)).toEqual(empty);
  });

  const agreeing = { name: 'inner', repository: 'https://inner.example', root: generation.root };

  it('keeps who agreed on a plugin, and reads a set of before, which does not say', () => {
    const agreed = { ...generation, plugins: [{ ...plugin!, agreement: [agreeing] }, other!] };
    expect(parseGeneration(encodeGeneration(agreed), 3)).toEqual(agreed);
    expect(parseGeneration(bytesOf(generation), 3)).toEqual(generation);
  });

  const refused: readonly (readonly [string, unknown])[] = [
    ['another number', { ...generation, number: 4 }],
    ['a number that is text', { ...generation, number: '3' }],
    ['a field more', { ...generation, extra: 1 }],
    ['a field less', { ...generation, createdAt: undefined }],
    ['a date that is none', { ...generation, createdAt: '2026-13-45T00:00:00Z' }],
    ['a date without a zone', { ...generation, createdAt: '2026-11-23T15:00:00' }],
    ['a repository that is no text', { ...generation, repository: 1 }],
    ['a root without a version', { ...generation, root: { sha256: generation.root.sha256 } }],
    ['root version 0', { ...generation, root: { ...generation.root, version: 0 } }],
    ['root version 1.5', { ...generation, root: { ...generation.root, version: 1.5 } }],
    ['a root digest in upper case', { ...generation, root: { version: 1, sha256: 'A'.repeat(64) } }],
    ['plugins that are no list', { ...generation, plugins: {} }],
    ['a plugin that is null', { ...generation, plugins: [null] }],
    ['a plugin twice', { ...generation, plugins: [plugin, other, { ...plugin, version: '9.0.0' }] }],
    ['a plugin with a field more', withPlugin({ extra: 1 })],
    ['a plugin without a manifest', withPlugin({ manifest: undefined })],
    ['a vendor with a slash', withPlugin({ vendor: 'a/b' })],
    ['a vendor that is ..', withPlugin({ vendor: '..' })],
    ['a name that is empty', withPlugin({ shortName: '' })],
    ['a name with a backslash', withPlugin({ shortName: 'a\\b' })],
    ['a name that Windows reserves', withPlugin({ shortName: 'nul.txt' })],
    ['a version with a slash', withPlugin({ version: '../1' })],
    ['a digest that is too short', withPlugin({ sha256: 'abc' })],
    ['a negative length', withPlugin({ length: -1 })],
    ['an agreement of nobody', withPlugin({ agreement: [] })],
    ['an agreement that is no list', withPlugin({ agreement: agreeing })],
    ['an agreement with a field more', withPlugin({ agreement: [{ ...agreeing, extra: 1 }] })],
    ['an agreement without a root', withPlugin({ agreement: [{ ...agreeing, root: undefined }] })],
  ];

  it.each(refused)('refuses %s', (_, value) => {
    expect(() => parseGeneration(bytesOf(value), 3)).toThrow(
      expect.objectContaining({
        code: 'ERR_INSTALLED_CORRUPT',
        facts: { path: 'generations/3/.generation.json', reason: 'damaged' },
      }),
    );
  });

  it.each(['', 'null', '[]', '{', '{"number":3,"number":3}', '\ufeff{}'])('refuses the text %j', (text) => {
    const parsing = () => parseGeneration(new TextEncoder().encode(text), 3);
    expect(parsing).toThrow(expect.objectContaining({ code: 'ERR_INSTALLED_CORRUPT' }));
  });
});
