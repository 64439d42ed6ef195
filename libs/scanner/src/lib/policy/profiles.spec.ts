import { describe, expect, it } from '@jest/globals';
import { SEVERITIES, type Severity } from '../severity.ts';
import { FAIL_ON, LOWERED_RULES, PROFILES, severityUnder, type Profile } from './profiles.ts';

describe('severityUnder', () => {
  it.each<[Profile, string, Severity, Severity]>([
    ['standard', 'MAN-001', 'critical', 'medium'],
    ['standard', 'MAN-001', 'high', 'medium'],
    ['standard', 'MAN-001', 'low', 'low'],
    ['standard', 'MAN-003', 'critical', 'critical'],
    ['standard', 'MAN-003', 'high', 'medium'],
    ['standard', 'DIF-002', 'high', 'medium'],
    ['standard', 'EXE-001', 'critical', 'critical'],
    ['standard', 'MAN-002', 'critical', 'critical'],
    ['audit', 'MAN-001', 'high', 'medium'],
    ['strict', 'MAN-001', 'high', 'high'],
  ])('makes, under %s, of %s at %s: %s', (...[profile, rule, severity, expected]) => {
    expect(severityUnder(profile, { rule, severity })).toBe(expected);
  });

  it('never raises a severity, and a stricter profile never gives a lower one', () => {
    const rules = ['EXE-001', 'DIF-001', ...LOWERED_RULES.map(({ rule }) => rule)];
    for (const [rule, severity] of rules.flatMap((id) => SEVERITIES.map((each) => [id, each] as const))) {
      const ranks = PROFILES.map((profile) => SEVERITIES.indexOf(severityUnder(profile, { rule, severity })));
      expect(ranks).toEqual(ranks.toSorted());
      expect(ranks.at(-1)).toBe(SEVERITIES.indexOf(severity));
    }
  });
});

it('a stricter profile stops at a lower severity', () => {
  expect(PROFILES.map((profile) => FAIL_ON[profile])).toEqual(['never', 'high', 'medium']);
});
