import type { ScanReport } from '../finding.ts';

const FINDINGS = [
  {
    rule: 'CNT-003',
    severity: 'medium',
    ruled: 'high',
    path: 'addon.node',
    message: 'is native code',
    fingerprint: '1',
  },
  {
    rule: 'EXF-001',
    severity: 'critical',
    path: 'index.js',
    line: 3,
    column: 7,
    message: 'sends `process.env` to `\u001b[2Jevil|\u202e<img onerror=x>`',
    flow: [
      { path: 'lib/gather.js', line: 1, column: 3, message: 'reads the environment' },
      { path: 'index.js', line: 2, message: 'is encoded' },
    ],
    blocks: true,
    fingerprint: '2',
  },
  {
    rule: 'EXF-001',
    severity: 'low',
    ruled: 'critical',
    path: 'index.js',
    line: 9,
    column: 1,
    message: 'sends the environment',
    waiver: { by: 'waiver', reason: 'for tests\n', approvedBy: 'Ada', expires: '2026-12-01' },
    fingerprint: '3',
  },
] as const;

/** A report that holds each thing a report can hold, with text that tries to drive what shows it. */
export const VARIED_REPORT: ScanReport = {
  name: '@acme/hello',
  version: '1.0.0',
  sha256: 'a'.repeat(64),
  verdict: 'block',
  complete: true,
  policy: { sha256: 'b'.repeat(64), profile: 'standard', failOn: 'high' },
  findings: FINDINGS,
  skipped: ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({ path: `${name}.png`, reason: 'a picture' })),
  files: 9,
  bytes: 1234,
  capabilities: {
    network: ['a.example', 'b.example', 'c.example', 'd.example', 'e.example', 'f.example'],
    environment: ['*'],
    read: [],
    write: ['out|put'],
    run: [],
    native: ['addon.node'],
    dynamicCode: [],
    installScripts: [],
  },
  waivers: [
    {
      rule: 'EXF-001',
      path: 'index.js',
      reason: 'for tests\n',
      approvedBy: 'Ada',
      expires: '2026-12-01',
      state: 'used',
    },
    {
      rule: 'EXE-001',
      path: 'old.js',
      reason: 'is gone',
      approvedBy: 'Bob',
      expires: '2026-01-01',
      state: 'expired',
    },
    {
      rule: 'EXE-002',
      path: 'x.js',
      reason: 'no more',
      approvedBy: 'Bob',
      expires: '2026-12-01',
      state: 'unused',
    },
  ],
  off: [{ rule: 'OBF-001', findings: 1 }],
};
