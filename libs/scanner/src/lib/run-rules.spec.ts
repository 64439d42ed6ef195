import { describe, expect, it } from '@jest/globals';
import { collectFindings } from './collect-findings.ts';
import { toPlugin } from './plugin/plugin.ts';
import { checkFile, checkPlugin } from './run-rules.ts';
import { MAN_001 } from './rules/man-001.ts';
import type { Rule } from './rule.ts';

const failing: Rule = {
  ...MAN_001,
  id: 'XXX-001',
  *checkFile() {
    yield { message: 'seen before it failed' };
    throw new TypeError('x is\u001b[31m undefined');
  },
};

const plugin = toPlugin([{ path: 'a.js', mode: 0o644, content: new TextEncoder().encode('a') }]);

describe('a rule that fails', () => {
  it('is a finding of its own, makes the scan incomplete, and takes nothing from what was seen', () => {
    const collector = collectFindings();
    for (const file of plugin.files) checkFile([failing, MAN_001], { file, plugin }, collector);
    expect(collector.isIncomplete()).toBe(true);
    expect(collector.findings().map(({ rule, message }) => [rule, message])).toEqual([
      ['ANA-003', 'XXX-001 failed: x is\\u{1b}[31m undefined'],
      ['XXX-001', 'seen before it failed'],
    ]);
  });

  it('does not keep others from running', () => {
    const collector = collectFindings();
    const scripts = toPlugin([
      { path: 'package.json', mode: 0o644, content: new TextEncoder().encode('{"scripts":{"install":"a"}}') },
    ]);
    const broken: Rule = {
      ...MAN_001,
      id: 'XXX-002',
      checkPlugin: () => {
        throw new RangeError('Maximum call stack size exceeded');
      },
    };
    checkPlugin([broken, MAN_001], scripts, collector);
    expect(collector.findings().map(({ rule }) => rule)).toEqual(['ANA-002', 'MAN-001']);
  });
});

describe('findings', () => {
  it('of one rule in one file are not repeated without end, and a flood hides nothing worse', () => {
    const collector = collectFindings();
    for (let index = 0; index < 1000; index += 1) {
      collector.add(MAN_001, { message: `m ${index}`, severity: 'low' }, { path: 'a' });
    }
    collector.add(MAN_001, { message: 'worse' }, { path: 'a' });
    const findings = collector.findings();
    expect(findings).toHaveLength(26);
    expect(findings.some(({ severity }) => severity === 'high')).toBe(true);
  });
});
