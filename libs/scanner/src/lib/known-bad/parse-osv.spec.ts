import { describe, expect, it } from '@jest/globals';
import { parseOsv } from './parse-osv.ts';

const record = {
  schema_version: '1.7.0',
  id: 'MAL-2026-1',
  modified: '2026-01-01T00:00:00Z',
  summary: 'unknown keys are passed over',
  affected: [{ package: { ecosystem: 'npm', name: 'a', purl: 'pkg:npm/a' }, versions: ['1.0.0'] }],
};

describe('parseOsv', () => {
  it('reads one record', () => {
    expect(parseOsv(JSON.stringify(record), 'a.json')).toEqual([
      {
        id: 'MAL-2026-1',
        packages: [{ name: 'a', versions: ['1.0.0'], ranges: [] }],
        sha256: [],
        domains: [],
      },
    ]);
  });

  it('reads an array of records, and an empty one', () => {
    expect(parseOsv(JSON.stringify([record, record]), 'a.json')).toHaveLength(2);
    expect(parseOsv('[]', 'a.json')).toEqual([]);
  });

  it('reads hosts as people defang them', () => {
    const iocs = { urls: ['hxxps://a[.]example[.]invalid/x?y'], domains: ['B.example.invalid', 'no host'] };
    const [read] = parseOsv(JSON.stringify({ ...record, database_specific: { iocs } }), 'a.json');
    expect(read?.domains).toEqual(['a.example.invalid', 'b.example.invalid']);
  });

  it.each<[string, unknown]>([
    ['no record', 'x'],
    ['null', null],
    ['a record without an id', { ...record, id: undefined }],
    ['a record that affects nothing', { ...record, affected: [] }],
    ['a package without a name', { ...record, affected: [{ package: { ecosystem: 'npm' } }] }],
    ['versions that are no list', { ...record, affected: [{ ...record.affected[0], versions: '1.0.0' }] }],
    [
      'a range without events',
      { ...record, affected: [{ ...record.affected[0], ranges: [{ type: 'SEMVER' }] }] },
    ],
    ['an array with one bad record', [record, {}]],
  ])('refuses %s, and names the file', (_name, value) => {
    expect(() => parseOsv(JSON.stringify(value), 'bad.json')).toThrow(
      expect.objectContaining({ code: 'ERR_KNOWN_BAD_INVALID', facts: { file: 'bad.json' } }),
    );
  });

  it('refuses what is not JSON', () => {
    expect(() => parseOsv('id: MAL-1', 'bad.json')).toThrow(
      expect.objectContaining({ code: 'ERR_KNOWN_BAD_INVALID' }),
    );
  });
});
