import { describe, expect, it } from '@jest/globals';
import { hitsOf, js } from '../testing/hits-of.ts';

describe('WRM-001 publishes itself', () => {
  it.each([
    [
      'an install script that is written',
      `const cp = require('child_process'), fs = require('fs'); const p = JSON.parse(fs.readFileSync(f)); p.scripts.postinstall = 'node bundle.js';
       fs.writeFileSync(f, JSON.stringify(p)); cp.execSync('npm publish --access public');`,
    ],
    [
      'a computed name',
      `const { exec } = require('child_process'); pkg['scripts']['pre' + 'install'] = 'node setup.js'; exec(\`npm publish \${file}\`);`,
    ],
    [
      'a search for more to publish',
      `const cp = require('child_process'); const r = await fetch('https://registry.example.invalid/-/v1/search?text=maintainer:' + me);
       require('fs').writeFileSync(dir + '/package.json', x); cp.spawnSync('npm', ['publish', tgz]);`,
    ],
  ])('finds %s', (_name, source) => {
    expect(hitsOf('WRM-001', js(source))).toEqual(['critical index.js']);
  });

  it.each([
    [
      'a release tool',
      `const p = require('./package.json'); p.version = next; require('fs').writeFileSync('package.json', JSON.stringify(p)); require('child_process').execSync('npm publish');`,
    ],
    [
      'a tool that sets up scripts',
      `pkg.scripts.prepare = 'husky'; require('fs').writeFileSync('package.json', s); require('child_process').execSync('npm install');`,
    ],
    [
      'a client of the registry',
      `const r = await fetch('https://registry.example.invalid/-/v1/search?text=maintainer:' + who); console.log(r);`,
    ],
  ])('passes %s', (_name, source) => {
    expect(hitsOf('WRM-001', js(source))).toEqual([]);
  });
});
