import { describe, expect, it } from '@jest/globals';
import { combinePolicies } from './combine-policies.ts';
import { levelsOf, limitsOf, minimumReleaseAgeOf } from './levels.ts';
import { parsePolicy } from './parse-policy.ts';
import { policyFor, sectionsFor } from './sections.ts';

const NOW = new Date('2026-06-01T00:00:00Z');
const policy = parsePolicy(
  `
version: 1
failOn: critical
rules: { MAN-001: low, EXE-001: low }
capabilities: { network: false, run: false }
minimumReleaseAge: 2d
vendors:
  acme: { profile: strict, rules: { MAN-001: medium }, capabilities: { network: true } }
  _: { minimumReleaseAge: 1h }
plugins:
  '@acme/*': { deniedTypes: [native] }
  '@acme/tool-*': { rules: { MAN-001: high } }
  '@acme/tool-a': { minimumReleaseAge: 0m, failOn: low }
`,
  NOW,
);

describe('sectionsFor', () => {
  it.each([
    ['@acme/tool-a', ['plugins.@acme/tool-a', 'plugins.@acme/tool-*', 'plugins.@acme/*', 'vendors.acme', '']],
    ['@acme/b', ['plugins.@acme/*', 'vendors.acme', '']],
    ['@acmes/b', ['']],
    ['tool-a', ['vendors._', '']],
  ])('finds for %s the most specific first', (name, sections) => {
    expect(sectionsFor(policy, name).map(({ at }) => at)).toEqual(sections);
  });
});

describe('policyFor', () => {
  it('takes of each setting, rule and capability what the most specific section says', () => {
    expect(policyFor(policy, '@acme/tool-a')).toMatchObject({
      profile: 'strict',
      failOn: 'low',
      rules: new Map([
        ['MAN-001', 'high'],
        ['EXE-001', 'low'],
      ]),
      capabilities: { network: true, run: false },
      deniedTypes: ['native'],
      minimumReleaseAge: 0,
    });
  });

  it('does not let a wide `failOn` outlive a narrower profile', () => {
    expect(policyFor(policy, '@acme/b').failOn).toBe('medium');
    expect(policyFor(policy, 'b').failOn).toBe('critical');
  });
});

describe('a combined policy', () => {
  it('keeps the lower limit and the greater age, whichever level says it', () => {
    const host = parsePolicy(
      '{ version: 1, limits: { maxMembers: 9, maxRatio: 900 }, minimumReleaseAge: 2d }',
      NOW,
    );
    const tenant = parsePolicy(
      "{ version: 1, limits: { maxMembers: 10, maxDepth: 99 }, minimumReleaseAge: 1d, minimumReleaseAgeExclude: ['a'] }",
      NOW,
    );
    expect(limitsOf(combinePolicies(host, tenant))).toMatchObject({
      maxMembers: 9,
      maxRatio: 900,
      maxDepth: 32,
    });
    expect(limitsOf(combinePolicies(tenant, host))).toMatchObject({ maxMembers: 9, maxRatio: 200 });
    expect(minimumReleaseAgeOf(combinePolicies(host, tenant), 'a')).toBe(48 * 3_600_000);
    expect(minimumReleaseAgeOf(combinePolicies(tenant, tenant), 'a')).toBe(0);
    expect(minimumReleaseAgeOf(tenant, 'b')).toBe(24 * 3_600_000);
  });

  it('asks each level of the plugin by its own sections', () => {
    const tenant = parsePolicy("{ version: 1, plugins: { '@acme/b': { failOn: low } } }", NOW);
    const failOn = (name: string) =>
      levelsOf(combinePolicies(policy, tenant), name).map((level) => level.failOn);
    expect(failOn('@acme/b')).toEqual(['medium', 'low']);
    expect(failOn('@acme/c')).toEqual(['medium', 'medium']);
  });
});
