import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Finding } from '../finding.ts';
import { SEVERITIES } from '../severity.ts';
import { combinePolicies } from './combine-policies.ts';
import { judge } from './judge.ts';
import { DEFAULT_POLICY, type Policy } from './policy.ts';
import { policySha256 } from './policy-sha256.ts';
import { PROFILES } from './profiles.ts';

const INPUT = { files: [], name: '@acme/a', version: '1.0.0', sha256: 'ab'.repeat(32), now: new Date(0) };
const ALLOW = [{ name: '@acme/a', version: '1.0.0', sha256: 'ab'.repeat(32) }];
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
const policy: fc.Arbitrary<Policy> = fc
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
    },
    { requiredKeys: [] },
  )
  .map((said) => ({ ...DEFAULT_POLICY, ...said }));

const judged = (found: readonly Finding[], by: Policy, complete = true) =>
  judge({ findings: found, complete }, INPUT, by);
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

  it('never rates a finding lower for a policy inside', () => {
    fc.assert(
      fc.property(finding, policy, policy, (found, host, tenant) => {
        const [outer] = judged([found], host).findings;
        const [both] = judged([found], combinePolicies(host, tenant)).findings;
        if (outer === undefined) return;
        expect(SEVERITIES.indexOf(both?.severity ?? 'low')).toBeGreaterThanOrEqual(
          SEVERITIES.indexOf(outer.severity),
        );
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
    });
  });
});

describe('policySha256', () => {
  it('is the same for what says the same, and another for what does not', () => {
    const rules = new Map([['EXE-001', 'low'] as const, ['MAN-001', 'high'] as const]);
    const one: Policy = { ...DEFAULT_POLICY, rules, limits: { maxRatio: 1.5 } };
    const same: Policy = {
      limits: { maxRatio: 1.5 },
      allow: [],
      rules: new Map([...rules].toReversed()),
      version: 1,
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
