import { describe, expect, it } from '@jest/globals';
import { pluginFiles, validatorOf } from '@ragnos-vault/testing';
import { readFileSync } from 'node:fs';
import { toSbom } from '../../index.ts';

const SCHEMAS = new URL('../../../node_modules/@cyclonedx/cyclonedx-library/res/schema/', import.meta.url);
const schema = (name: string): object => JSON.parse(readFileSync(new URL(name, SCHEMAS), 'utf8')) as object;
const validate = validatorOf(
  schema('bom-1.6.SNAPSHOT.schema.json'),
  new Map(
    ['spdx.SNAPSHOT.schema.json', 'jsf-0.82.SNAPSHOT.schema.json'].map((name) => [
      `http://cyclonedx.org/schema/${name}`,
      schema(name),
    ]),
  ),
);

interface Bom {
  readonly serialNumber: string;
  readonly metadata: { readonly timestamp?: string; readonly component: object };
  readonly components?: readonly {
    readonly name: string;
    readonly purl: string;
    readonly licenses?: object[];
  }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

/** The bill of a plugin, valid against the official schema. */
function bomOf(files: Readonly<Record<string, string>>, timestamp?: Date): Bom {
  const plugin = { files: pluginFiles(files), name: '@acme/a', version: '1.2.3+b', sha256: 'ab'.repeat(32) };
  const tool = { name: 'ragnos-vault', version: '1.0.0' };
  const text = toSbom({ ...plugin, ...(timestamp && { timestamp }) }, tool);
  const reversed = { ...plugin, files: plugin.files.toReversed(), ...(timestamp && { timestamp }) };
  expect(toSbom(reversed, tool)).toBe(text);
  const bom = JSON.parse(text) as Bom;
  expect(validate(bom)).toEqual([]);
  return bom;
}

describe('a CycloneDX bill of materials', () => {
  it('names the plugin by what it is, and has no time of its own', () => {
    const bom = bomOf({ 'package.json': '{"license":"MIT"}' });
    expect(bom).toMatchObject({
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      serialNumber: 'urn:uuid:abababab-abab-8bab-8bab-abababababab',
      metadata: {
        component: {
          group: '@acme',
          name: 'a',
          version: '1.2.3+b',
          purl: 'pkg:npm/%40acme/a@1.2.3%2Bb',
          hashes: [{ alg: 'SHA-256', content: 'ab'.repeat(32) }],
          licenses: [{ license: { id: 'MIT' } }],
        },
      },
    });
    expect(bom.metadata).not.toHaveProperty('timestamp');
    expect(bomOf({}, new Date(0)).metadata.timestamp).toBe('1970-01-01T00:00:00.000Z');
  });

  it('has what is bundled, pinned and only declared, and who needs what', () => {
    const sha512 = Buffer.alloc(64, 7);
    const bom = bomOf({
      'package.json': '{"dependencies":{"b":"^1.0.0","far":"~2.0.0"}}',
      'node_modules/b/package.json':
        '{"name":"b","version":"1.0.1","license":"(MIT OR Apache-2.0)","dependencies":{"c":"*"}}',
      'node_modules/b/node_modules/c/package.json': '{"name":"c","version":"3.0.0","license":"see file"}',
      'node_modules/broken/package.json': '{',
      'npm-shrinkwrap.json': JSON.stringify({
        packages: {
          'node_modules/far': { version: '2.0.5', integrity: `sha512-${sha512.toString('base64')}` },
          'node_modules/b': { version: '9.9.9' },
        },
      }),
    });
    expect(bom.components).toMatchObject([
      { name: 'b', version: '1.0.1', licenses: [{ expression: '(MIT OR Apache-2.0)' }] },
      { name: 'c', version: '3.0.0', licenses: [{ license: { name: 'see file' } }] },
      { name: 'broken', purl: 'pkg:npm/broken' },
      { name: 'far', version: '2.0.5', hashes: [{ alg: 'SHA-512', content: sha512.toString('hex') }] },
    ]);
    expect(bom.dependencies).toEqual(
      expect.arrayContaining([
        { ref: 'plugin', dependsOn: ['node_modules/b', 'node_modules/far'] },
        { ref: 'node_modules/b', dependsOn: ['node_modules/b/node_modules/c'] },
      ]),
    );
  });

  it.each([
    ['MIT OR', 'name'],
    ['(MIT', 'name'],
    ['UNLICENSED', 'name'],
    ['GPL-2.0-only WITH Classpath-exception-2.0', 'expression'],
    ['MIT AND (ISC OR LicenseRef-acme)', 'expression'],
    ['mit', 'id'],
  ])('takes the licence `%s` for one by %s', (license, kind) => {
    const [found] = (
      bomOf({ 'package.json': JSON.stringify({ license }) }).metadata.component as {
        licenses: { license?: object; expression?: string }[];
      }
    ).licenses;
    expect(Object.keys(found!.license ?? found!)).toContain(kind);
  });

  it('is valid whatever the manifests hold', () => {
    const odd =
      '{"name":7,"version":[],"license":{"type":"MIT"},"dependencies":{"a\\u202eb":1,"":"x","../x":"y"}}';
    bomOf({ 'package.json': odd, 'node_modules/@s/\u202ep/package.json': odd, 'npm-shrinkwrap.json': '[]' });
  });
});
