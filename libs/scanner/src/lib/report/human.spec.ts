import { describe, expect, it } from '@jest/globals';
import { VARIED_REPORT } from '../testing/varied-report.ts';
import { PLAIN, toHumanLines } from './human.ts';
import { verdictReason } from './report-words.ts';
import type { ScanReport } from '../finding.ts';

const NOTHING: ScanReport = { ...VARIED_REPORT, findings: [], verdict: 'pass' };

describe('a report for people', () => {
  it('tells all of a report, the worst file first', () => {
    expect(toHumanLines(VARIED_REPORT, PLAIN)).toEqual([
      'index.js',
      '  critical EXF-001 The whole environment leaves the machine (blocks)',
      '    index.js:3:7 sends `process.env` to `\\u{1b}[2Jevil|\\u{202e}<img onerror=x>`',
      '      from lib/gather.js:1:3 reads the environment',
      '      then index.js:2:1 is encoded',
      '    fix: Send the variables that are needed, by name.',
      '  low      EXF-001 The whole environment leaves the machine',
      '    index.js:9:1 sends the environment',
      '    lowered from critical by the policy',
      '    waived until 2026-12-01 by Ada: for tests\\u{a}',
      '',
      'addon.node',
      '  medium   CNT-003 Native code',
      '    addon.node is native code',
      '    lowered from high by profile standard',
      '    fix: Where the plugin needs it, review how it was built and allow the archive by name, version and sha256.',
      '',
      'waivers',
      '  used: EXF-001 index.js, until 2026-12-01, by Ada: for tests\\u{a}',
      '  expired: EXE-001 old.js, until 2026-01-01, by Bob: is gone',
      '  unused: EXE-002 x.js, until 2026-12-01, by Bob: no more',
      '  off: OBF-001, 1 finding',
      '',
      'skipped',
      '  6 files were looked at less closely than code is',
      '  a.png: a picture',
      '  b.png: a picture',
      '  c.png: a picture',
      '  d.png: a picture',
      '  e.png: a picture',
      '  and 1 more',
      '',
      'capabilities',
      '  network: a.example, b.example, c.example, d.example, e.example, and 1 more',
      '  environment: *',
      '  write: out|put',
      '  native: addon.node',
      '',
      'verdict block: 1 finding blocks, the worst is EXF-001 (critical) at index.js:3:7',
      'policy profile standard, blocks from high on, sha256 bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb',
    ]);
  });

  it('leaves out what there is nothing of', () => {
    const { capabilities } = VARIED_REPORT;
    const none = { ...capabilities, network: [], environment: [], write: [], native: [] };
    const report = { ...NOTHING, skipped: [], waivers: [], off: [], capabilities: none };
    expect(toHumanLines(report, PLAIN).slice(0, -1)).toEqual([
      'capabilities',
      '  none',
      '',
      'verdict pass: nothing found is high or worse',
    ]);
  });

  it('has the control characters of its style alone', () => {
    const text = toHumanLines(VARIED_REPORT, (emphasis, shown) => `\u0007${emphasis}:${shown}\u0007`).join(
      '',
    );
    expect(text).toContain('\u0007critical:critical\u0007');
    expect(text).not.toMatch(/[^\P{C}\u0007]/u);
  });

  const { policy } = VARIED_REPORT;
  it.each<[string, Partial<ScanReport>]>([
    ['nothing found is final', { policy: { ...policy, failOn: 'never' } }],
    ['the scan was not finished', { verdict: 'block', complete: false }],
    [
      'the scan was not finished; 1 finding blocks, the worst is EXF-001 (critical) at index.js:3:7',
      { ...VARIED_REPORT, complete: false },
    ],
    ['the policy excuses 1 finding', { verdict: 'allowed', findings: VARIED_REPORT.findings }],
    [
      'the policy allows this archive: reviewed',
      {
        verdict: 'allowed',
        allowedBy: { name: '@acme/hello', version: '1.0.0', sha256: 'a'.repeat(64), reason: 'reviewed' },
      },
    ],
  ])('says that %s', (reason, change) => {
    expect(verdictReason({ ...NOTHING, ...change })).toBe(reason);
  });
});
