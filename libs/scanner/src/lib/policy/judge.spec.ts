import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NO_CAPABILITIES } from '../capabilities.ts';
import type { Finding } from '../finding.ts';
import { isAtLeast, SEVERITIES } from '../severity.ts';
import { combinePolicies } from './combine-policies.ts';
import { judge } from './judge.ts';
import { toPlugin } from '../plugin/plugin.ts';
import { DEFAULT_POLICY, type Policy, type Waiver } from './policy.ts';
import { policySha256 } from './policy-sha256.ts';
import { PROFILES } from './profiles.ts';

const INPUT = { files: [], name: '@acme/a', version: '1.0.0', sha256: 'ab'.repeat(32), now: new Date(0) };
const ALLOW = [{ name: '@acme/a', version: '1.0.0', sha256: 'ab'.repeat(32) }];
const WAIVER: Waiver = {
  ...{ rule: 'EXE-001', path: 'a.js', sha256: 'ab'.repeat(32) },
  ...{ reason: 'read', approvedBy: 'Eve', expires: '1970-03-01' },
};
const PLUGIN = toPlugin([{ path: 'a.js', mode: 0o644, content: new Uint8Array() }]);
const SUBJECT = { files: PLUGIN.files, capabilities: { ...NO_CAPABILITIES, network: ['a.example'] } };
const RULE_IDS = ['ANA-002', 'EXE-001', 'MAN-001', 'MAN-004'];
const VERDICTS = ['pass', 'allowed', 'block'];

const severity = fc.constantFrom(...SEVERITIES);
const finding: fc.Arbitrary<Finding> = fc.record({
  rule: fc.constantFrom(...RULE_IDS),
  severity,
  path: fc.constantFrom('a.js', 'b.js'),
  message: fc.constant('x'),
});
const findings = fc.array(finding, { maxLength: 4 });
const flat: fc.Arbitrary<Policy> = fc
  .record(
    {
      profile: fc.constantFrom(...PROFILES),
      failOn: severity,
      rules: fc
        .array(
          fc.tuple(fc.constantFrom('EXE-001', 'MAN-001'), fc.constantFrom('off' as const, ...SEVERITIES)),
        )
        .map((entries) => new Map(entries)),
      allow: fc.constantFrom([], ALLOW),
      waivers: fc.constantFrom([], [WAIVER], [{ ...WAIVER, expires: '2000-01-01' }]),
      installScripts: fc.constantFrom([], ALLOW),
      deniedExtensions: fc.constantFrom([], ['js']),
      capabilities: fc.constantFrom(
        {},
        { network: false },
        { network: { allow: ['*.example'] } },
        { run: false },
      ),
    },
    { requiredKeys: [] },
  )
  .map((said) => ({ ...DEFAULT_POLICY, ...said }));
const policy = fc.tuple(flat, fc.option(flat), fc.option(flat)).map(([all, ofVendor, ofName]): Policy => ({
  ...all,
  ...(ofVendor !== null && { vendors: new Map([['acme', ofVendor]]) }),
  ...(ofName !== null && { plugins: new Map([['@acme/*', ofName]]) }),
}));

/** Ways to ask more than a policy does. */
const tightenings: readonly ((policy: Policy) => Policy)[] = [
  (from) => ({ ...from, profile: 'strict' }),
  (from) => ({ ...from, failOn: 'low' }),
  (from) => ({ ...from, rules: new Map([...from.rules, ['EXE-001', 'critical']]) }),
  (from) => ({ ...from, allow: [] }),
  (from) => ({ ...from, waivers: [] }),
  (from) => ({ ...from, installScripts: [] }),
  (from) => ({ ...from, deniedExtensions: ['js'] }),
  (from) => ({ ...from, deniedTypes: ['javascript'] }),
  (from) => ({ ...from, allowedTypes: [] }),
  (from) => ({ ...from, capabilities: { ...from.capabilities, network: false } }),
];

const judged = (found: readonly Finding[], by: Policy, complete = true) =>
  judge({ findings: found, complete, ...SUBJECT }, INPUT, by);
const rank = (found: readonly Finding[], by: Policy): number => VERDICTS.indexOf(judged(found, by).verdict);

describe('judge', () => {
  it('never passes under a combined policy what the outer one blocks', () => {
    fc.assert(
      fc.property(findings, fc.tuple(policy, policy, policy), (found, [host, site, tenant]) => {
        const all = judged(found, combinePolicies(host, site, tenant));
        if (judged(found, host).verdict === 'block') expect(all.verdict).toBe('block');
        if (judged(found, combinePolicies(host, site)).verdict === 'block') expect(all.verdict).toBe('block');
      }),
    );
  });

  it('never passes under a tightened policy what it blocked before', () => {
    fc.assert(
      fc.property(findings, flat, fc.constantFrom(...tightenings), (found, by, tighten) => {
        if (judged(found, by).verdict === 'block') expect(judged(found, tighten(by)).verdict).toBe('block');
      }),
      { numRuns: 500 },
    );
  });

  it('never rates a finding lower for a policy inside', () => {
    fc.assert(
      fc.property(finding, policy, policy, (found, host, tenant) => {
        const both = judged([found], combinePolicies(host, tenant)).findings;
        for (const { rule, severity: rated } of judged([found], host).findings)
          expect(both.some((each) => each.rule === rule && isAtLeast(each.severity, rated))).toBe(true);
      }),
    );
  });

  it('never lowers the verdict for a finding more', () => {
    fc.assert(
      fc.property(findings, findings, policy, (few, more, by) => {
        expect(rank([...few, ...more], by)).toBeGreaterThanOrEqual(rank(few, by));
      }),
    );
  });

  it('blocks what is final or incomplete, whatever the policy is', () => {
    fc.assert(
      fc.property(findings, policy, (found, by) => {
        const incomplete: Finding = { rule: 'ANA-003', severity: 'critical', path: '', message: 'x' };
        expect(judged([...found, incomplete], by).verdict).toBe('block');
        expect(judged(found, by, false).verdict).toBe('block');
      }),
    );
  });

  it('combines in whichever grouping', () => {
    fc.assert(
      fc.property(findings, fc.tuple(policy, policy, policy), (found, [a, b, c]) => {
        const [left, right] = [
          combinePolicies(combinePolicies(a, b), c),
          combinePolicies(a, combinePolicies(b, c)),
        ];
        expect(judged(found, left)).toEqual(judged(found, right));
        expect(judged(found, left)).toEqual(judged(found, combinePolicies(a, b, c)));
      }),
    );
  });

  it('keeps the severity that the rule gave beside the one of the policy', () => {
    const found: Finding = { rule: 'MAN-001', severity: 'high', path: 'package.json', message: 'x' };
    expect(judged([found], DEFAULT_POLICY)).toEqual({
      verdict: 'pass',
      policy: { sha256: policySha256(DEFAULT_POLICY), profile: 'standard', failOn: 'high' },
      findings: [{ ...found, severity: 'medium', ruled: 'high' }],
      waivers: [],
      off: [],
    });
  });
});

describe('policySha256', () => {
  it('is the same for what says the same, and another for what does not', () => {
    const rules = new Map([['EXE-001', 'low'] as const, ['MAN-001', 'high'] as const]);
    const one: Policy = { ...DEFAULT_POLICY, rules, limits: { maxRatio: 1.5 } };
    const same: Policy = {
      ...DEFAULT_POLICY,
      ...{ rules: new Map([...rules].toReversed()), limits: { maxRatio: 1.5 } },
    };
    expect(policySha256(one)).toBe(policySha256(same));
    const all = [
      one,
      DEFAULT_POLICY,
      combinePolicies(one, DEFAULT_POLICY),
      combinePolicies(DEFAULT_POLICY, one),
      { ...one, limits: { maxRatio: 1.25 } },
    ];
    expect(new Set(all.map(policySha256)).size).toBe(all.length);
  });
});
