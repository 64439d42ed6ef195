import { sha256Hex } from '@ragnos-vault/crypto';
import { describe, expect, it } from '@jest/globals';
import { parseOsv } from '../known-bad/parse-osv.ts';
import { DEFAULT_POLICY, type Policy } from '../policy/policy.ts';
import { scan } from '../scan.ts';
import { inputOf, js, manifest, type Files } from '../testing/hits-of.ts';
import type { ScanReport } from '../finding.ts';

const affected = (name: string, more: object): object => ({ package: { ecosystem: 'npm', name }, ...more });
const PAYLOAD = '/* the very file */';
const LIST = parseOsv(
  JSON.stringify([
    {
      id: 'MAL-1',
      affected: [affected('all-bad', { ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }] })],
    },
    { id: 'MAL-2', affected: [affected('@acme/sample', { versions: ['1.0.1'] })] },
    { id: 'MAL-3', affected: [affected('some-bad', { versions: ['2.1.0', '3.0.0-beta.1'] })] },
    {
      id: 'MAL-4',
      affected: [
        affected('span-bad', {
          ranges: [
            {
              type: 'SEMVER',
              events: [
                { introduced: '1.2.0' },
                { fixed: '1.4.0' },
                { introduced: '2.0.0' },
                { last_affected: '2.0.3' },
              ],
            },
          ],
        }),
      ],
      database_specific: {
        'malicious-packages-origins': [{ sha256: sha256Hex(new TextEncoder().encode(PAYLOAD)) }],
        iocs: { domains: ['evil.example.invalid'] },
      },
    },
    { id: 'MAL-5', withdrawn: '2026-01-01T00:00:00Z', affected: [affected('was-bad', {})] },
    { id: 'MAL-6', affected: [{ package: { ecosystem: 'PyPI', name: 'requests-bad' } }] },
    { id: 'MAL-7', affected: [affected('archive', {})], database_specific: { sha256: 'a'.repeat(64) } },
  ]),
  'list.json',
);

function scanWith(files: Files, version = '1.0.0', policy: Policy = DEFAULT_POLICY): ScanReport {
  return scan({ ...inputOf(files, version), sha256: 'b'.repeat(64), knownBad: LIST }, policy);
}

function hits(files: Files, version?: string): readonly string[] {
  const found = scanWith(files, version).findings.filter(({ rule }) => rule === 'MAN-007');
  return [...new Set(found.map(({ severity, path }) => `${severity} ${path}`))];
}

const asks = (name: string, range: string): Files => manifest({ dependencies: { [name]: range } });

describe('MAN-007 known to be malicious', () => {
  it.each<[string, Files, string]>([
    ['a dependency of which every version is bad', asks('all-bad', '^9.0.0'), 'critical package.json'],
    ['an exact dependency', asks('some-bad', '2.1.0'), 'critical package.json'],
    ['an exact version before a release', asks('some-bad', '3.0.0-beta.1'), 'critical package.json'],
    ['a range that may come out as bad', asks('some-bad', '^2.0.0'), 'high package.json'],
    ['a tilde range', asks('some-bad', '~2.1'), 'high package.json'],
    ['any version', asks('some-bad', '*'), 'high package.json'],
    ['a tag', asks('some-bad', 'latest'), 'high package.json'],
    ['a version within a span', asks('span-bad', '1.3.9'), 'critical package.json'],
    ['the last version of a span', asks('span-bad', '2.0.3'), 'critical package.json'],
    ['a range that begins within a span', asks('span-bad', '>=1.3.0 <1.5.0'), 'high package.json'],
    ['what an alias stands for', asks('ok', 'npm:all-bad@1'), 'critical package.json'],
    [
      'a bundled package',
      { ...manifest({}), 'node_modules/some-bad/package.json': '{"name":"some-bad","version":"2.1.0"}' },
      'critical node_modules/some-bad/package.json',
    ],
    [
      'a locked package',
      {
        ...manifest({}),
        'npm-shrinkwrap.json': '{"packages":{"node_modules/some-bad":{"version":"2.1.0"}}}',
      },
      'critical npm-shrinkwrap.json',
    ],
    ['a file by its hash', { ...manifest({}), 'lib/a.txt': PAYLOAD }, 'critical lib/a.txt'],
    ['a host in code', js(`fetch('https://x.evil.example.invalid/a')`), 'high index.js'],
    ['a host in prose', { ...manifest({}), 'README.md': 'We block evil.example.invalid.' }, 'low README.md'],
  ])('finds %s', (_name, files, hit) => {
    expect(hits(files)).toEqual([hit]);
  });

  it('finds the plugin itself, by its version', () => {
    expect(hits(manifest({ version: '1.0.1' }), '1.0.1')).toEqual(['critical package.json']);
  });

  it('finds the archive by its hash', () => {
    const report = scan({ ...inputOf(manifest({}), '1.0.0'), knownBad: LIST }, DEFAULT_POLICY);
    expect(report.findings).toContainEqual(
      expect.objectContaining({ rule: 'MAN-007', message: 'the archive is known from `MAL-7`' }),
    );
  });

  it('blocks even under a policy that lets all else pass', () => {
    const files = asks('all-bad', '1.0.0');
    const allow = [{ name: '@acme/sample', version: '1.0.0', sha256: 'b'.repeat(64) }];
    expect(scanWith(files, '1.0.0', { ...DEFAULT_POLICY, profile: 'audit', allow }).verdict).toBe('block');
    expect(scanWith(manifest({}), '1.0.0', { ...DEFAULT_POLICY, profile: 'audit' }).verdict).toBe('pass');
  });

  it.each<[string, Files]>([
    ['another version of the plugin', manifest({})],
    ['an exact version that is good', asks('some-bad', '2.1.1')],
    ['a range without a bad version', asks('some-bad', '^1.0.0')],
    ['a range above', asks('some-bad', '>2.1.0 <3.0.0-0')],
    ['the version that fixed it', asks('span-bad', '1.4.0')],
    ['what was withdrawn', asks('was-bad', '1.0.0')],
    ['a package of another ecosystem', asks('requests-bad', '1.0.0')],
    ['a host that ends alike', js(`fetch('https://notevil.example.invalid/a')`)],
  ])('passes %s', (_name, files) => {
    expect(hits(files)).toEqual([]);
  });

  it('says nothing without a list', () => {
    expect(scan(inputOf(asks('all-bad', '1.0.0'), '1.0.0'), DEFAULT_POLICY).findings).toEqual([]);
  });
});
