import { describe, expect, it } from '@jest/globals';
import { encodePluginCustom, parsePluginCustom } from './parse-plugin-custom.ts';
import { encodePluginIndex, parsePluginIndex, withVersion } from './parse-plugin-index.ts';
import { pluginArchivePath, pluginIndexPath, toPluginId } from './plugin-path.ts';

const entry = (version: string) => ({
  version,
  target: `t-${version}`,
  sha256: 'ab',
  length: 3,
  publishedAt: '2026-01-01T00:00:00.000Z',
  yanked: false,
});

describe('a plugin index', () => {
  it('survives a round trip', () => {
    const index = { name: '@acme/hello', versions: [entry('1.0.0')] };
    expect(parsePluginIndex(encodePluginIndex(index))).toEqual(index);
  });

  it('keeps the reason of a yank, and the fields it does not know', () => {
    const yanked = { ...entry('1.0.0'), yanked: true, yankedReason: 'loses data', deprecated: 'soon' };
    const wire = { schemaVersion: 1, name: 'x', versions: [yanked], homepage: 'y' };
    const index = parsePluginIndex(Buffer.from(JSON.stringify(wire)));
    expect(index.versions[0]).toMatchObject({ yanked: true, yankedReason: 'loses data' });
    const added = encodePluginIndex(withVersion(index, entry('1.1.0')));
    expect(JSON.parse(Buffer.from(added).toString())).toEqual({
      ...wire,
      versions: [yanked, entry('1.1.0')],
    });
  });

  it('keeps its versions in semantic order, and one entry for each', () => {
    let index = { name: 'x', versions: [entry('1.10.0')] as readonly ReturnType<typeof entry>[] };
    for (const version of ['1.9.0', '1.10.0-rc.1', '1.9.0']) index = withVersion(index, entry(version));
    expect(index.versions.map(({ version }) => version)).toEqual(['1.9.0', '1.10.0-rc.1', '1.10.0']);
  });

  it.each([
    ['another schema version', { schemaVersion: 2, name: 'x', versions: [] }],
    ['a version that is not semantic', { schemaVersion: 1, name: 'x', versions: [entry('1.0')] }],
    ['no versions', { schemaVersion: 1, name: 'x' }],
    [
      'a yank that is neither true nor false',
      { schemaVersion: 1, name: 'x', versions: [{ ...entry('1.0.0'), yanked: 'yes' }] },
    ],
    [
      'a reason that is no text',
      { schemaVersion: 1, name: 'x', versions: [{ ...entry('1.0.0'), yankedReason: 1 }] },
    ],
  ])('is refused with %s', (_name, value) => {
    expect(() => parsePluginIndex(Buffer.from(JSON.stringify(value)))).toThrow(
      expect.objectContaining({ code: 'ERR_TUF_METADATA_INVALID' }),
    );
  });
});

describe('custom of a plugin target', () => {
  const custom = {
    name: 'a',
    version: '1.0.0',
    manifest: 'ab',
    files: 1,
    unpackedSize: 2,
    publishedAt: '2026-01-01T00:00:00.000Z',
  };

  it('survives a round trip', () => {
    expect(parsePluginCustom(encodePluginCustom(custom))).toEqual(custom);
  });

  it.each([undefined, null, 'text', {}, { sizes: 1 }])('is nothing where another tool wrote %j', (value) => {
    expect(parsePluginCustom(value)).toBeUndefined();
  });

  it('is refused where it is ours but incomplete', () => {
    expect(() => parsePluginCustom({ manifest: 'ab' })).toThrow(
      expect.objectContaining({ code: 'ERR_TUF_METADATA_INVALID' }),
    );
  });
});

describe('plugin paths', () => {
  it.each([
    ['@acme/hello', 'plugins/acme/hello/1.0.0/hello-1.0.0.tgz', 'plugins/acme/hello/index.json'],
    ['lodash', 'plugins/_/lodash/1.0.0/lodash-1.0.0.tgz', 'plugins/_/lodash/index.json'],
  ])('of %s', (name, archive, index) => {
    const id = toPluginId(name);
    expect(pluginArchivePath(id, '1.0.0')).toBe(archive);
    expect(pluginIndexPath(id)).toBe(index);
  });
});
