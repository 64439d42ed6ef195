import { describe, expect, it } from '@jest/globals';
import type { FileMember } from './member.ts';
import { parsePluginManifest } from './parse-plugin-manifest.ts';

const file = (content: string | Uint8Array, path = 'package.json'): FileMember => ({
  path,
  mode: 0o644,
  content: typeof content === 'string' ? new TextEncoder().encode(content) : content,
});
const manifest = (value: object): readonly FileMember[] => [file(JSON.stringify(value))];

describe('parsePluginManifest', () => {
  it.each([
    ['@acme/hello', 'acme', 'hello'],
    ['hello', '_', 'hello'],
    ['@a/b', 'a', 'b'],
    ['@a.b_c-d/e.f_g-h', 'a.b_c-d', 'e.f_g-h'],
    ['lodash._', '_', 'lodash._'],
    ['-', '_', '-'],
    ['@esbuild/linux-x64', 'esbuild', 'linux-x64'],
  ])('reads %s as vendor %s, name %s', (name, vendor, shortName) => {
    expect(parsePluginManifest(manifest({ name, version: '1.2.3' }))).toEqual({
      name,
      vendor,
      shortName,
      version: '1.2.3',
      raw: { name, version: '1.2.3' },
    });
  });

  it('reads the package.json at the top, not the one of a bundled package', () => {
    const bundled = file('{"name":"other","version":"9.0.0"}', 'node_modules/other/package.json');
    expect(parsePluginManifest([bundled, ...manifest({ name: 'a', version: '1.0.0' })]).name).toBe('a');
    expect(() => parsePluginManifest([bundled])).toThrow(
      expect.objectContaining({ code: 'ERR_MANIFEST_MISSING' }),
    );
  });

  it('skips a byte order mark, as npm does', () => {
    expect(parsePluginManifest([file('\ufeff{"name":"a","version":"1.0.0"}')]).version).toBe('1.0.0');
  });

  it.each([
    'Hello',
    'hel lo',
    '.hello',
    '_hello',
    'hello.',
    'a/b',
    '@acme',
    '@acme/',
    '@/hello',
    '@_/hello',
    '@../hello',
    '@Acme/hello',
    '@acme/a/b',
    '@acme/_a',
    '@-a/b',
    '@a-/b',
    `@${'a'.repeat(64)}/b`,
    'a'.repeat(215),
    '',
    'h\u00e9llo',
    'hello~',
    'hello!',
    'nul',
    'aux.js',
    '@con/a',
    '@acme/com1',
    'a\u001b[2J',
    '../a',
  ])('refuses the name %j', (name) => {
    expect(() => parsePluginManifest(manifest({ name, version: '1.0.0' }))).toThrow(
      expect.objectContaining({ code: 'ERR_MANIFEST_INVALID' }),
    );
  });

  it.each(['0.0.0', '1.2.3-alpha.1', '1.0.0-0A.is.legal', '1.0.0+build.01', '1.0.0-rc.1+sha.5114f85'])(
    'takes the version %s',
    (version) => {
      expect(parsePluginManifest(manifest({ name: 'a', version })).version).toBe(version);
    },
  );

  it.each([
    '',
    '1',
    '1.2',
    'v1.2.3',
    '=1.2.3',
    ' 1.2.3',
    '01.2.3',
    '1.2.3-',
    '1.2.3-01',
    '1.2.3+',
    '1.2.3 ',
    'latest',
    '1.2.3\n',
    '1.9007199254740993.0',
    `1.0.0-${'a'.repeat(300)}`,
  ])('refuses the version %j', (version) => {
    expect(() => parsePluginManifest(manifest({ name: 'a', version }))).toThrow(
      expect.objectContaining({ code: 'ERR_MANIFEST_INVALID' }),
    );
  });

  it.each<[string, string | Uint8Array]>([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['null', 'null'],
    ['no name', '{"version":"1.0.0"}'],
    ['no version', '{"name":"a"}'],
    ['a version that is no text', '{"name":"a","version":1}'],
    ['a key that stands twice', '{"name":"a","version":"1.0.0","name":"b"}'],
    ['a key that stands twice in another spelling', '{"name":"a","version":"1.0.0","n\\u0061me":"b"}'],
    ['bytes that are no UTF-8', Uint8Array.of(0x7b, 0xff, 0x7d)],
  ])('refuses a package.json with %s, and keeps the cause', (_name, content) => {
    expect(() => parsePluginManifest([file(content)])).toThrow(
      expect.objectContaining({ code: 'ERR_MANIFEST_INVALID' }),
    );
  });
});
