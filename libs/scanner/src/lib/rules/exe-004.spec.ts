import { describe, expect, it } from '@jest/globals';
import { hitsOf, js, manifest, type Files } from '../testing/hits-of.ts';

const USE = `const { spawn } = require('child_process'), path = require('path'), fs = require('fs'), os = require('os');`;

const found = [
  [
    'its own code, at load',
    `spawn(process.execPath, [path.join(__dirname, 'a.js')], { detached: true, stdio: 'ignore' }).unref();`,
  ],
  [
    'inline code, minified',
    `function later() { spawn('node', ['-e', 'require("./a")'], { detached: !0, windowsHide: !0 }); } module.exports = later;`,
  ],
  [
    'a child that is let go',
    `const c = spawn('node', [path.join(__dirname, 'a.js')], { detached: true }); c.unref();`,
  ],
  [
    'a file it wrote',
    `const f = path.join(os.tmpdir(), 'x'); fs.writeFileSync(f, 'a'); module.exports = () => spawn(f, [], { detached: true, stdio: 'ignore' });`,
  ],
  [
    'what was decoded',
    `module.exports = (d) => spawn('sh', ['-c', Buffer.from(d, 'base64').toString()], { detached: true, stdio: ['ignore', 'ignore', 'ignore'] });`,
  ],
] as const;

const passed = [
  [
    'a browser that is opened',
    `module.exports = (url) => spawn('xdg-open', [url], { detached: true, stdio: 'ignore' }).unref();`,
  ],
  [
    'a group of processes that one waits for',
    `spawn('node', ['a.js'], { detached: true, stdio: 'inherit' });`,
  ],
  ['a quiet child', `spawn('node', ['a.js'], { stdio: 'ignore' });`],
] as const;

describe('EXE-004 a hidden child that outlives its parent', () => {
  it.each(found)('finds %s', (_name, source) => {
    expect(hitsOf('EXE-004', js(USE + source))).toEqual(['high index.js']);
  });

  it('reports at medium a check for updates that is started on demand', () => {
    const source = `module.exports = () => spawn(process.execPath, [path.join(__dirname, 'check.js')], { detached: true, stdio: 'ignore' }).unref();`;
    expect(hitsOf('EXE-004', js(USE + source))).toEqual(['medium index.js']);
  });

  it('passes a daemon that its parent listens to', () => {
    const source = `const c = spawn(process.execPath, ['./a.js'], { detached: true, stdio: ['ignore', 'pipe', fd] }); c.stdout.on('data', log);`;
    expect(hitsOf('EXE-004', js(USE + source))).toEqual([]);
  });

  it.each(passed)('passes %s', (_name, source) => {
    expect(hitsOf('EXE-004', js(USE + source))).toEqual([]);
  });

  it.each([['nohup node a.js &'], ['start /B node a.js'], ['powershell -WindowStyle Hidden -File a.ps1']])(
    'finds it in an install script: %s',
    (install) => {
      expect(hitsOf('EXE-004', manifest({ scripts: { install } }))).toEqual(['high package.json']);
    },
  );

  const installed = (source: string): Files => ({
    ...manifest({ scripts: { postinstall: 'node setup.js' } }),
    'setup.js': USE + source,
  });

  it.each([
    [
      'by the window it does not have',
      `require('child_process').exec('powershell Start-Process "' + path.join(__dirname, 'bin', 'a.exe') + '" -WindowStyle Hidden');`,
    ],
    [
      'as an administrator',
      `require('child_process').execSync('powershell -Command "Start-Process ./tools/setup.bat -Verb RunAs"');`,
    ],
    ['behind another', `require('child_process').exec('start /b ' + __dirname + '\\\\run.cmd');`],
    [
      'by a script without a window',
      `require('child_process').execFile('powershell.exe', ['-w', 'hidden', '-File', __dirname + '/a.ps1']);`,
    ],
    ['by the host of scripts', `spawn('wscript', ['//B', path.join(__dirname, 'a.vbs')]);`],
  ])('finds a program that an install script starts %s', (_name, source) => {
    expect(hitsOf('EXE-004', installed(source))).toContain('high setup.js');
  });

  it.each([
    [
      'a program it shows',
      `require('child_process').execFileSync(path.join(__dirname, 'bin', 'a.exe'), ['--version']);`,
    ],
    ['a build', `require('child_process').execSync('cmd /c build.bat', { stdio: 'inherit' });`],
    [
      'a question of the system',
      `require('child_process').execSync('powershell -NoProfile -Command "Get-Host"');`,
    ],
  ])('passes an install script that starts %s', (_name, source) => {
    expect(hitsOf('EXE-004', installed(source))).toEqual([]);
  });
});
