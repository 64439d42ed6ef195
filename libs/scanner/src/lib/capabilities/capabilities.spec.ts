import { describe, expect, it } from '@jest/globals';
import { CAPABILITY_KINDS, NO_CAPABILITIES, type Capabilities } from '../capabilities.ts';
import { js, manifest, scanOf, type Files } from '../testing/hits-of.ts';

const ofFiles = (files: Files): Partial<Capabilities> => {
  const found = scanOf(files).capabilities;
  return Object.fromEntries(
    CAPABILITY_KINDS.filter((kind) => found[kind].length > 0).map((kind) => [kind, found[kind]]),
  );
};
const of = (source: string): Partial<Capabilities> => ofFiles(js(source));

describe('the capabilities of a program', () => {
  it.each<[string, string, readonly string[]]>([
    ['a URL', `fetch('https://A.Example:8080/x?y')`, ['a.example']],
    ['options', `require('https').get({ hostname: 'a.example', path: '/' })`, ['a.example']],
    ['a socket', `require('net').connect(443, '10.0.0.1')`, ['10.0.0.1']],
    ['a look-up', `require('dns').resolve('a.example', done)`, ['a.example']],
    [
      'a host of this machine',
      `fetch('http://localhost:3000/'); fetch('http://[::1]/')`,
      ['[::1]', 'localhost'],
    ],
    ['folded parts', `const host = 'a' + '.example'; fetch(\`https://\${host}/\`)`, ['a.example']],
    ['two hosts', `axios.get(test ? 'https://b.example' : 'https://a.example')`, ['a.example', 'b.example']],
    ['a computed host', `fetch('https://' + region + '.a.example/')`, ['*']],
    ['a host with a user', `fetch('https://user:word@a.example/')`, ['a.example']],
    ['what is given', `module.exports = (url) => fetch(url)`, ['*']],
    [
      'a connection once',
      `const r = require('https').request('https://a.example'); r.write(x); r.end()`,
      ['a.example'],
    ],
  ])('names the host of %s', (...[, source, network]) => {
    expect(of(source)).toEqual({ network });
  });

  it.each<[string, string, readonly string[]]>([
    ['members', `use(process.env.A, process.env['B'], process['env'].C)`, ['A', 'B', 'C']],
    ['an alias', `const { env } = process; use(env.A); const e = process.env; use(e.B)`, ['A', 'B']],
    ['an import', `import { env } from 'node:process'; use(env.A)`, ['A']],
    ['a pattern', `const { A, B: b = 1 } = process.env; const { env: { C } } = process`, ['A', 'B', 'C']],
    ['a fallback', `use((typeof process === 'object' && process.env || {}).A)`, ['A']],
    ['folded names', `use(process.env['A' + '_B'])`, ['A_B']],
    ['a computed name', `use(process.env[name])`, ['*']],
    ['all names', `for (const name in process.env) use(name)`, ['*']],
    ['the whole', `use(process.env)`, ['*']],
    ['a copy', `use({ ...process.env })`, ['*']],
    ['a result', `const all = () => process.env`, ['*']],
  ])('names what is read of the environment by %s', (...[, source, environment]) => {
    expect(of(source)).toEqual({ environment });
  });

  it.each<[string, string, Partial<Capabilities>]>([
    ['reading', `require('fs').readFileSync('/etc/hosts')`, { read: ['/etc/hosts'] }],
    [
      'a file beside',
      `const p = require('path'); require('fs').readFile(p.join(__dirname, '../x/./a.json'))`,
      { read: ['./../x/a.json'] },
    ],
    [
      'a file at home',
      `import { homedir } from 'os'; import { writeFile } from 'fs/promises'; writeFile(homedir() + '/.a', 'x')`,
      { write: ['~/.a'] },
    ],
    ['copying', `require('fs').copyFileSync('/a', '/b')`, { read: ['/a'], write: ['/b'] }],
    ['moving', `require('fs').renameSync('/a', '/b')`, { write: ['/a', '/b'] }],
    ['removing', `require('fs').rmSync('C:\\\\a', { recursive: true })`, { write: ['C:/a'] }],
    ['what is given', `exports.f = (path) => require('fs').createReadStream(path)`, { read: ['*'] }],
    [
      'a part that is given',
      `exports.f = (name) => require('fs').unlinkSync('/a/' + name)`,
      { write: ['*'] },
    ],
  ])('names the path of %s', (...[, source, found]) => {
    expect(of(source)).toEqual(found);
  });

  it.each<[string, string, readonly string[]]>([
    ['a command line', `require('child_process').exec('cd a && FOO=1 git log -1 | sort')`, ['git', 'sort']],
    ['a list', `require('child_process').spawn('/usr/bin/git', ['commit', '-m', 'a big change'])`, ['git']],
    ['a shell', `require('child_process').execFileSync('sh', ['-c', 'tar xf a'])`, ['sh', 'tar']],
    ['a path with a space', `require('child_process').spawn('node', [file])`, ['node']],
    ['this program', `require('child_process').spawn(process.execPath, ['a.js'])`, ['node']],
    ['a fork', `require('child_process').fork(file)`, ['node']],
    ['what is given', `exports.f = (file) => require('child_process').spawn(file)`, ['*']],
    ['a part that is given', `exports.f = (bin) => require('child_process').exec(bin + ' --version')`, ['*']],
  ])('names the program of %s', (...[, source, run]) => {
    expect(of(source)).toEqual({ run });
  });

  it.each([
    ['eval', 'eval(text)'],
    ['Function', `new Function('a', body)`],
    ['vm', `require('vm').runInThisContext(text)`],
    ['a text for a timer', `setTimeout('tick()', 10)`],
  ])('knows code that is made of text by %s', (_name, source) => {
    expect(of(source)).toEqual({ dynamicCode: ['index.js'] });
  });

  it.each([
    ['the global object', `Function('return this')()`],
    ['a timer', `setTimeout(tick.bind(this), 10)`],
    ['a worker of a file', `const { Worker } = require('worker_threads'); new Worker(file)`],
    ['modules', `require('./a'); require('fs'); import('./b.mjs')`],
    ['other environments', `use(import.meta.env.A, config.env.B)`],
  ])('sees nothing in %s', (_name, source) => {
    expect(of(source)).toEqual({});
  });
});

describe('the capabilities of a plugin', () => {
  it('are those of its install scripts, and of none that only its developers run', () => {
    const scripts = { postinstall: 'node a.js && curl https://a.example/x', test: 'jest', build: 'tsc' };
    expect(ofFiles(manifest({ scripts }))).toEqual({
      network: ['a.example'],
      run: ['curl', 'node'],
      installScripts: ['package.json#postinstall'],
    });
  });

  it('are those of a native build and of native files', () => {
    const files = {
      'package.json': '{}',
      'binding.gyp': '{}',
      'a.node': Uint8Array.of(0x7f, 0x45, 0x4c, 0x46),
      'b.bin': Uint8Array.of(0x00, 0x61, 0x73, 0x6d),
    };
    expect(ofFiles(files)).toEqual({ native: ['a.node', 'b.bin'], installScripts: ['binding.gyp#install'] });
  });

  it('are those of the shell scripts that its code starts', () => {
    const files = {
      ...js(`require('child_process').execFile('./run.sh')`),
      'run.sh': 'wget $URL\necho done\nrm a\n',
    };
    expect(ofFiles(files)).toEqual({ network: ['*'], run: ['rm', 'run.sh', 'wget'] });
  });

  it('are those of code in code', () => {
    expect(of(`eval("process.env.A; fetch('https://a.example')")`)).toEqual({
      network: ['a.example'],
      environment: ['A'],
      dynamicCode: ['index.js'],
    });
  });

  it('are cut where they are too many or too long, and `*` says so', () => {
    const names = Array.from({ length: 150 }, (_, index) => `process.env.N${String(index).padStart(3, '0')}`);
    const { environment = [] } = of(`use(${names.join()}, process.env.${'L'.repeat(201)})`);
    expect(environment).toHaveLength(101);
    expect(environment.slice(0, 2)).toEqual(['*', 'N000']);
  });

  it('hold nothing that steers a terminal', () => {
    expect(of(`use(process.env['a\\u001b[2J'])`)).toEqual({ environment: ['a\\u{1b}[2J'] });
  });

  it('are none where there is nothing', () => {
    expect(scanOf({}).capabilities).toEqual(NO_CAPABILITIES);
  });
});
