import { describe, expect, it } from '@jest/globals';
import { pluginFiles, type PluginSketch } from '@ragnos-vault/testing';
import { DEFAULT_POLICY, RULES, scan, type Severity } from '../../index.ts';

/** What it is, the plugin, and the severity where it is not the rule's own. */
type Case = readonly [what: string, plugin: PluginSketch, severity?: Severity];

interface Cases {
  readonly seen: readonly Case[];
  readonly unseen: readonly Case[];
}

const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13);
const ELF = Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0);
const WASM = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
const ZIP = Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 0, 0);
const PE = portableExecutable();
const CODE = `const cp = require('child_process');\ncp.exec('id');\n`;
const SELECTORS = '\u{e0101}\u{e0102}\u{fe01}\u{fe02}\u{e0110}'.repeat(4);

function portableExecutable(): Uint8Array {
  const bytes = Buffer.alloc(0x60);
  bytes.write('MZ');
  bytes.writeUInt32LE(0x50, 0x3c);
  bytes.write('PE', 0x50);
  return bytes;
}

const CASES: Readonly<Record<string, Cases>> = {
  'CNT-002': {
    seen: [
      ['JavaScript in a picture', { 'logo.png': CODE }],
      ['JavaScript in JSON', { 'payload.json': CODE }],
      ['JavaScript in a font', { 'fonts/a.woff2': CODE }],
      ['JavaScript behind the mark of a picture', { 'logo.gif': `GIF89a = 1; ${CODE}` }],
      ['a script in a text', { 'notes.txt': '#!/bin/sh\necho hello\n' }],
      ['a program in a text', { 'LICENSE.txt': ELF }],
      ['an archive in JSON', { 'data.json': ZIP }],
      ['a picture in a text', { 'notes.md': PNG }, 'medium'],
    ],
    unseen: [
      ['a picture', { 'logo.png': PNG }],
      ['data', { 'data.json': '{"require": "child_process", "code": "require(1)"}' }],
      [
        'prose that quotes code',
        { 'README.md': 'Call `require("plugin")(x)`:\n\n    require("plugin")(x)\n' },
      ],
      ['an archive that is named as one', { 'fixtures/a.zip': ZIP }],
      ['a script that is named as one', { 'setup.sh': '#!/bin/sh\necho hello\n' }],
      ['a text that is nearly code', { 'words.txt': 'import\nexport\nrequire\nfetch\n' }],
    ],
  },
  'CNT-003': {
    seen: [
      ['ELF', { 'bin/tool': ELF }],
      ['PE', { 'tool.dat': PE }],
      ['Mach-O', { tool: Uint8Array.of(0xcf, 0xfa, 0xed, 0xfe, 7, 0, 0, 1) }],
      ['an addon, whatever its bytes', { 'build/addon.node': 'text' }],
      ['a library, whatever the case', { 'LIB.DLL': 'text' }],
      ['WebAssembly', { 'a.bin': WASM }, 'medium'],
    ],
    unseen: [
      [
        'a text that begins with the letters of PE',
        { 'a.txt': 'MZ is the mark of a DOS program, and nothing else here is one.' + ' '.repeat(64) },
      ],
      ['a picture', { 'logo.png': PNG }],
      ['an empty addon', { 'addon.node': '' }],
      ['JavaScript', { 'index.js': 'module.exports = "\\x7fELF";' }],
    ],
  },
  'CNT-005': {
    seen: [
      ['selectors that carry a payload', `const s = v => v; eval(s(\`${SELECTORS}\`));`],
      ['zero-width letters in JSON', { 'data.json': JSON.stringify('\u200b\u200c\u200d'.repeat(8)) }],
      ['tags in prose', { 'README.md': `Hello${'\u{e0041}\u{e0042}'.repeat(8)}` }],
      [
        'a comment that is reordered',
        `const admin = false; /*\u202e } \u2066if (admin)\u2069 \u2066 begin */ run();`,
      ],
      ['a name one does not see', `const { \u3164 } = require('./a'); \u3164();`],
      ['private characters in a row', `const s = '${'\ue000\ue001\ue002'.repeat(10)}';`],
    ],
    unseen: [
      [
        'emoji',
        `console.log('\u2764\ufe0f \u{1f468}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466} \u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}');`,
      ],
      [
        'prose from right to left',
        { 'README.he.md': '\u202b\u05e9\u05dc\u05d5\u05dd\n\u200f\u05e2\u05d5\u05dc\u05dd\n' },
      ],
      ['controls that are closed', `const text = '\u2067\u05e9\u05dc\u05d5\u05dd\u2069';`],
      ['a byte order mark', '\ufeffmodule.exports = 1;'],
      ['icons', `module.exports = { home: '\ue000', search: '\ue001' };`],
      [
        'escapes',
        `module.exports = '\\u202e\\u200b\\u200b\\u200b\\u200b\\u200b\\u200b\\u200b\\u200b\\u200b\\u200b\\u200b';`,
      ],
    ],
  },
};

function severitiesOf(rule: string, plugin: PluginSketch): readonly Severity[] {
  const input = { files: pluginFiles(plugin), name: 'plugin', version: '1.0.0', sha256: '0'.repeat(64) };
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
  const family = RULES.map(({ id }) => id).filter((id) => /^CNT-/.test(id));
  expect(Object.keys(CASES)).toEqual(family);
  for (const { seen, unseen } of Object.values(CASES)) {
    expect(Math.min(seen.length, unseen.length)).toBeGreaterThanOrEqual(3);
  }
});
