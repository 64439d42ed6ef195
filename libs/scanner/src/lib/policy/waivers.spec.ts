import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { NO_CAPABILITIES } from '../capabilities.ts';
import type { Finding } from '../finding.ts';
import { combinePolicies } from './combine-policies.ts';
import { judge } from './judge.ts';
import { DEFAULT_POLICY, type Policy, type Waiver } from './policy.ts';

const SHA = 'ab'.repeat(32);
const NOW = new Date('2026-06-01T12:00:00Z');
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

const FILES = ['a.js', 'b.js'].map((path) => ({ path, mode: 0o644 as const, content: bytes(path) }));
const FINDING: Finding = { rule: 'EXE-001', severity: 'critical', path: 'a.js', message: 'x' };
const FROM_B: Finding = { ...FINDING, flow: [{ path: 'b.js', message: 'read here' }] };
const ACCEPTED = {
  ...{ rule: 'EXE-001', path: 'a.js' },
  ...{ reason: 'read', approvedBy: 'Eve', expires: '2026-06-30' },
};
const WAIVER: Waiver = { ...ACCEPTED, sha256: SHA };
const withFiles = (files: Readonly<Record<string, string>>): Waiver => ({
  ...ACCEPTED,
  files: new Map(Object.entries(files)),
});
const withWaivers = (...waivers: readonly Waiver[]): Policy => ({ ...DEFAULT_POLICY, waivers });

type Judged = Pick<ReturnType<typeof judge>, 'verdict' | 'findings' | 'waivers'>;
function judged(policy: Policy, findings: readonly Finding[] = [FINDING], now = NOW): Judged {
  const input = { files: FILES, name: '@acme/a', version: '1.0.0', sha256: SHA, now };
  return judge({ findings, complete: true, files: [], capabilities: NO_CAPABILITIES }, input, policy);
}

describe('a waiver', () => {
  it('lets the finding pass, which stays in the report with it', () => {
    const { verdict, findings, waivers } = judged(withWaivers(WAIVER));
    expect(verdict).toBe('allowed');
    const { reason, approvedBy, expires } = WAIVER;
    expect(findings).toEqual([{ ...FINDING, waiver: { by: 'waiver', reason, approvedBy, expires } }]);
    expect(waivers).toEqual([{ rule: 'EXE-001', path: 'a.js', reason, approvedBy, expires, state: 'used' }]);
  });

  it.each<[string, Waiver, readonly Finding[]]>([
    ['by the files of the trace', withFiles({ 'a.js': hash('a.js'), 'b.js': hash('b.js') }), [FROM_B]],
    ['by the one file there is', withFiles({ 'a.js': hash('a.js') }), [FINDING]],
    ['of several findings in the file', WAIVER, [FINDING, { ...FINDING, line: 3 }]],
  ])('covers a finding %s', (...[, waiver, findings]) => {
    expect(judged(withWaivers(waiver), findings)).toMatchObject({
      verdict: 'allowed',
      waivers: [{ state: 'used' }],
    });
  });

  it.each<[string, Waiver, readonly Finding[]]>([
    ['of another rule', { ...WAIVER, rule: 'EXE-002' }, [FINDING]],
    ['of another file', { ...WAIVER, path: 'b.js' }, [FINDING]],
    ['of another archive', { ...WAIVER, sha256: 'cd'.repeat(32) }, [FINDING]],
    ['of a file that has changed', withFiles({ 'a.js': hash('other') }), [FINDING]],
    ['that names only the last file of the trace', withFiles({ 'a.js': hash('a.js') }), [FROM_B]],
    ['of a file that is not there', withFiles({ 'c.js': hash('c.js') }), [{ ...FINDING, path: 'c.js' }]],
    ['where another finding blocks too', WAIVER, [FINDING, { ...FINDING, path: 'b.js' }]],
    ['of a scan that saw not all', { ...WAIVER, rule: 'ANA-002' }, [{ ...FINDING, rule: 'ANA-002' }]],
    ['that reaches too far', { ...WAIVER, expires: '2026-11-29' }, [FINDING]],
    ['whose end is no date', { ...WAIVER, expires: 'never' }, [FINDING]],
  ])('lets nothing pass %s', (...[, waiver, findings]) => {
    const { verdict, findings: reported } = judged(withWaivers(waiver), findings);
    expect(verdict).toBe('block');
    expect(reported.some(({ blocks }) => blocks)).toBe(true);
  });

  it('counts to the end of its last day, and then its finding blocks again', () => {
    expect(judged(withWaivers(WAIVER), [FINDING], new Date('2026-06-30T23:59:59.999Z')).verdict).toBe(
      'allowed',
    );
    expect(judged(withWaivers(WAIVER), [FINDING], new Date('2026-07-01T00:00:00Z'))).toMatchObject({
      verdict: 'block',
      findings: [{ ...FINDING, blocks: true }],
      waivers: [{ state: 'expired' }],
    });
  });

  it('is reported where nothing needs it, but not where it is about another archive', () => {
    const other = { ...WAIVER, sha256: 'cd'.repeat(32) };
    expect(judged(withWaivers(WAIVER, other), [])).toMatchObject({
      verdict: 'pass',
      waivers: [{ path: 'a.js', state: 'unused' }],
    });
  });

  it('of a policy inside never covers what the one outside blocks, only what it blocks itself', () => {
    const tenant = withWaivers(WAIVER);
    expect(judged(combinePolicies(DEFAULT_POLICY, tenant))).toMatchObject({
      verdict: 'block',
      waivers: [{ state: 'overruled' }],
    });
    expect(judged(combinePolicies(withWaivers(WAIVER), DEFAULT_POLICY)).verdict).toBe('allowed');
    const medium: Finding = { ...FINDING, severity: 'medium' };
    expect(
      judged(combinePolicies(DEFAULT_POLICY, { ...DEFAULT_POLICY, failOn: 'medium' }), [medium]).verdict,
    ).toBe('block');
    expect(judged(combinePolicies(DEFAULT_POLICY, { ...tenant, failOn: 'medium' }), [medium]).verdict).toBe(
      'allowed',
    );
  });
});

describe('installScripts', () => {
  const scripts: readonly Finding[] = ['MAN-001', 'MAN-002'].map((rule) => ({ ...FINDING, rule }));
  const entry = { name: '@acme/a', version: '1.0.0', sha256: SHA };

  it('lets the scripts of one archive pass, and nothing else of it', () => {
    const policy: Policy = { ...DEFAULT_POLICY, profile: 'strict', installScripts: [entry] };
    expect(judged(policy, scripts)).toMatchObject({
      verdict: 'allowed',
      findings: [{ waiver: { by: 'installScripts' } }, { waiver: { by: 'installScripts' } }],
    });
    expect(judged(policy, [...scripts, FINDING]).verdict).toBe('block');
  });

  it.each([
    { ...entry, name: '@acme/b' },
    { ...entry, version: '1.0.1' },
    { ...entry, sha256: 'cd'.repeat(32) },
  ])('is of no use as %j', (other) => {
    expect(judged({ ...DEFAULT_POLICY, installScripts: [other] }, scripts).verdict).toBe('block');
  });
});

describe('a rule that is off', () => {
  it('is counted in the report', () => {
    const policy: Policy = { ...DEFAULT_POLICY, rules: new Map([['EXE-001', 'off']]) };
    const input = { files: FILES, name: '@acme/a', version: '1.0.0', sha256: SHA, now: NOW };
    const seen = { findings: [FINDING, FROM_B], complete: true, files: [], capabilities: NO_CAPABILITIES };
    expect(judge(seen, input, policy)).toMatchObject({
      verdict: 'pass',
      findings: [],
      off: [{ rule: 'EXE-001', findings: 2 }],
    });
  });
});
