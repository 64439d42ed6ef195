import { describe, expect, it } from '@jest/globals';
import { hitsOf, js, manifest } from '../testing/hits-of.ts';

describe('DES-001 destroys files', () => {
  it.each([
    ['the home folder', `require('fs').rmSync(require('os').homedir(), { recursive: true, force: true });`],
    ['the root', `const rimraf = require('rimraf'); rimraf('/', () => {});`],
    ['by command', `require('child_process').execSync('rm -rf ~/ --no-preserve-root');`],
    ['by command on Windows', `require('child_process').exec('del /s /q C:\\\\*');`],
    [
      'by overwriting what it finds',
      `const fs = require('fs'), path = require('path'); const h = (d) => fs.readdir(d, (e, l) => { for (const n of l) { const p = path.join(d, n);
       if (fs.statSync(p).isDirectory()) h(p); else fs.writeFile(p, Buffer.from('WA==', 'base64').toString(), () => {}); } }); h('./'); h('/');`,
    ],
  ])('finds %s', (_name, source) => {
    expect(hitsOf('DES-001', js(source))).toEqual(['critical index.js']);
  });

  it('finds it in an install script', () => {
    expect(hitsOf('DES-001', manifest({ scripts: { install: 'rm -rf "$HOME"' } }))).toEqual([
      'critical package.json',
    ]);
  });

  it.each([
    [
      'a folder of its own',
      `require('fs').rmSync('./dist', { recursive: true }); require('child_process').execSync('rm -rf node_modules /tmp/acme');`,
    ],
    [
      'a folder below home',
      `require('fs').rmSync(require('os').homedir() + '/.cache/acme', { recursive: true });`,
    ],
    [
      'a walker that rewrites',
      `const fs = require('fs'); function walk(d) { for (const n of fs.readdirSync(d)) { const p = d + '/' + n; if (isFolder(p)) walk(p); else fs.writeFileSync(p, format(fs.readFileSync(p, 'utf8'))); } } walk('src');`,
    ],
    [
      'a walker that adds a file',
      `const fs = require('fs'); function walk(d) { fs.writeFileSync(d + '/.gitkeep', ''); for (const n of fs.readdirSync(d)) walk(d + '/' + n); } walk('src');`,
    ],
  ])('passes %s', (_name, source) => {
    expect(hitsOf('DES-001', js(source))).toEqual([]);
  });
});
