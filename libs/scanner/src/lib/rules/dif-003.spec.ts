import { describe, expect, it } from '@jest/globals';
import { DEFAULT_POLICY } from '../policy/policy.ts';
import { summarise } from '../release/summarise.ts';
import { scan } from '../scan.ts';
import { inputOf, js } from '../testing/hits-of.ts';

const [A, B, C] = ['aa', 'bb', 'cc'].map((digit) => digit.repeat(32)) as [string, string, string];
const FILES = js('');

function findingsOf(
  before: readonly string[] | undefined,
  now: readonly string[] | undefined,
): readonly string[] {
  const previous = summarise({ ...inputOf(FILES, '1.0.0'), ...(before && { signers: before }) });
  const report = scan({ ...inputOf(FILES, '1.0.1'), previous, ...(now && { signers: now }) }, DEFAULT_POLICY);
  return report.findings.map(({ rule, severity, message }) => `${rule} ${severity} ${message}`);
}

describe('DIF-003 signed by other keys than before', () => {
  it.each([
    ['one key for another', [A], [B], '`bbbbbbbbbbbb`'],
    ['two for one', [A], [B, C], '`bbbbbbbbbbbb`, `cccccccccccc`'],
    ['one for two', [A, B], [C], '`cccccccccccc`'],
  ])('finds %s', (...[, before, now, shown]) => {
    expect(findingsOf(before, now)).toEqual([`DIF-003 medium is signed by other keys than before: ${shown}`]);
  });

  it.each<[string, readonly string[] | undefined, readonly string[] | undefined]>([
    ['the same key', [A], [A]],
    ['one of several keys', [A, B], [B, C]],
    ['what nobody could tell before', undefined, [A]],
    ['what nobody can tell now', [A], undefined],
  ])('passes %s', (...[, before, now]) => {
    expect(findingsOf(before, now)).toEqual([]);
  });
});
