import { VaultError } from '@ragnos-vault/errors';
import { describe, expect, it } from '@jest/globals';
import { pluginFiles, type PluginSketch } from '@ragnos-vault/testing';
import { DEFAULT_POLICY, RULES, scan, type Severity } from '../../index.ts';
import { collectFindings } from '../collect-findings.ts';
import { parseJavaScript } from '../javascript/parse-javascript.ts';
import { toProgram } from '../javascript/program.ts';
import { toAnalysis } from '../javascript/analysis.ts';
import { toPlugin } from '../plugin/plugin.ts';
import { checkCommand, checkFile, checkPlugin, checkProgram } from '../run-rules.ts';
import type { Rule } from '../rule.ts';

/** What it is, the plugin, and the severity where it is not the rule's own. */
type Case = readonly [what: string, plugin: PluginSketch, severity?: Severity];

interface Cases {
  readonly seen: readonly Case[];
  readonly unseen: readonly Case[];
}

const main = (path: string, text: string): PluginSketch => ({
  'package.json': JSON.stringify({ name: 'plugin', version: '1.0.0', main: path }),
  [path]: text,
});

/** Deeper than any stack: the verdict must not hang on how much of it a machine has. */
const DEPTH = 100_000;

const CASES: Readonly<Record<string, Cases>> = {
  'ANA-001': {
    seen: [
      ['what no parser takes', 'let = = 3;'],
      ['a broken file that nothing names', { 'lib/old.cjs': 'function (' }, 'medium'],
      ['a broken script without extension', { tool: '#!/usr/bin/env node\nif (' }],
      ['bytes that are no text', { 'index.mjs': Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3) }],
      ['broken TypeScript that a manifest names as entry point', main('index.ts', 'export const a: = "a";')],
    ],
    unseen: [
      ['a script that is no module', `with (a) b(); var await = 010;`],
      ['a module that nothing names so', `import a from './a.js'; export default await a;`],
      ['JSX', { 'view.jsx': 'export const View = () => <b className="a">{1}</b>;' }],
      [
        'syntax of this year',
        `class A { #a; static { } accessor = 1; } using_(/[\\p{L}--[a-z]]/v); import json from './a.json' with { type: 'json' };`,
      ],
      ['TypeScript', main('src/index.ts', 'export const a: string = "a";')],
      ['broken TypeScript that nothing names', { 'src/index.ts': 'export const a: = "a";' }],
      ['a template', { 'template.js.tpl': 'const {{ name }} = require({{ path }});' }],
      ['the types of an entry point', main('index.d.ts', 'export declare const a: string;')],
    ],
  },
  'ANA-002': {
    seen: [
      ['brackets', `${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}`],
      ['blocks', `${'{'.repeat(DEPTH)}${'}'.repeat(DEPTH)}`],
      ['operators', `${'!'.repeat(DEPTH)}1`],
      ['functions', `${'(() => '.repeat(DEPTH)}1${')'.repeat(DEPTH)}`],
      ['branches', `${'if (a) b(); else '.repeat(DEPTH)}c();`],
      ['code in a string that is evaluated', `eval("${'['.repeat(DEPTH)}");`],
    ],
    unseen: [
      ['the nesting of honest code', `module.exports = ${'['.repeat(100)}1${']'.repeat(100)};`],
      ['a long sum', `module.exports = ${"'a' + ".repeat(5000)}'a';`],
      ['a long table', `module.exports = [${'"word", '.repeat(20_000)}];`],
      ['deep data', { 'data.json': `${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}` }],
    ],
  },
};

function severitiesOf(rule: string, plugin: PluginSketch): readonly Severity[] {
  const input = {
    files: pluginFiles(plugin),
    name: 'plugin',
    version: '1.0.0',
    sha256: '0'.repeat(64),
    now: new Date(0),
  };
  const { findings } = scan(input, DEFAULT_POLICY);
  return findings.filter((finding) => finding.rule === rule).map(({ severity }) => severity);
}

describe.each(Object.entries(CASES))('%s', (rule, { seen, unseen }) => {
  const own = RULES.find(({ id }) => id === rule)?.severity;

  it.each(seen)('sees %s', (...[, plugin, severity]) => {
    expect(severitiesOf(rule, plugin)).toContain(severity ?? own);
  });

  it.each(unseen)('passes over %s', (...[, plugin]) => {
    expect(severitiesOf(rule, plugin)).toEqual([]);
  });
});

it('has three cases of either kind for every rule of the family', () => {
  const family = RULES.map(({ id }) => id).filter((id) => /^ANA-00[12]/.test(id));
  expect(Object.keys(CASES)).toEqual(family);
  for (const { seen, unseen } of Object.values(CASES)) {
    expect(Math.min(seen.length, unseen.length)).toBeGreaterThanOrEqual(3);
  }
});

/** No plugin may bring a rule to fall, so that it takes a broken rule to see what happens. */
describe('ANA-003', () => {
  const plugin = toPlugin(
    pluginFiles({ 'index.js': 'x;\ny();', 'package.json': '{"scripts":{"test":"x"}}' }),
  );
  const file = plugin.fileAt.get('index.js')!;
  const entry = { title: '', severity: 'low', what: '', why: '', incident: '', fix: '' } as const;
  const run = (check: Omit<Partial<Rule>, keyof typeof entry>): ReturnType<typeof collectFindings> => {
    const collector = collectFindings();
    const rules: readonly Rule[] = [
      { id: 'BAD-001', ...entry, ...check },
      { id: 'END-001', ...entry, checkPlugin: sees },
    ];
    checkPlugin(rules, plugin, collector);
    checkFile(rules, { file, plugin }, collector);
    const parsed = parseJavaScript(file.text(), 'commonjs');
    if (parsed.kind !== 'parsed') throw new Error('the sample is JavaScript');
    const analysis = toAnalysis(toProgram(file.text(), parsed.root)!);
    checkProgram(rules, { analysis, file, place: file }, collector);
    for (const command of plugin.scripts) checkCommand(rules, { command, plugin }, collector);
    return collector;
  };
  const sees = (): [{ message: string }] => [{ message: 'seen' }];
  const fails = (thrown: unknown) => (): never => {
    throw thrown;
  };
  const found = (collector: ReturnType<typeof collectFindings>): readonly string[] =>
    collector
      .findings()
      .map(({ rule, severity, path, message }) => `${rule} ${severity} ${path}: ${message}`);

  it.each<[string, Partial<Rule>, string]>([
    ['over the plugin', { checkPlugin: fails(new TypeError('no')) }, ''],
    ['over a file', { checkFile: fails(new TypeError('no')) }, 'index.js'],
    ['over a program', { checkProgram: fails(new TypeError('no')) }, 'index.js'],
    ['over a command', { checkCommand: fails(new TypeError('no')) }, 'package.json'],
  ])('reports a rule that fails %s, and lets the others go on', (...[, check, path]) => {
    const collector = run(check);
    expect(collector.isIncomplete()).toBe(true);
    expect(found(collector)).toEqual(
      expect.arrayContaining([`ANA-003 critical ${path}: BAD-001 failed: no`, 'END-001 low : seen']),
    );
  });

  it('keeps what a rule had seen before it failed', () => {
    const collector = run({
      *checkPlugin() {
        yield { message: 'first', path: 'index.js' };
        throw new TypeError('no');
      },
    });
    expect(found(collector)).toContain('BAD-001 low index.js: first');
    expect(collector.isIncomplete()).toBe(true);
  });

  it('shows a thrown text without what steers a terminal', () => {
    expect(found(run({ checkPlugin: fails('a\u001b[2J\u202e') }))).toContain(
      'ANA-003 critical : BAD-001 failed: a\\u{1b}[2J\\u{202e}',
    );
  });

  it.each<[string, Error]>([
    ['a stack that has run out', new RangeError('stack')],
    ['a budget that is spent', new VaultError('ERR_SCAN_INCOMPLETE', 'steps')],
  ])('takes %s for a spent budget', (...[, thrown]) => {
    const collector = run({ checkFile: fails(thrown) });
    expect(collector.isIncomplete()).toBe(true);
    expect(found(collector)).toContain(
      `ANA-002 high index.js: not analysed to the end by BAD-001: ${thrown.message}`,
    );
  });

  it('says nothing where every rule comes to its end', () => {
    const collector = run({ checkFile: sees });
    expect(collector.isIncomplete()).toBe(false);
    expect(found(collector)).toEqual(['END-001 low : seen', 'BAD-001 low index.js: seen']);
  });
});
