import { describe, expect, it } from '@jest/globals';
import { hitsOf, js } from '../testing/hits-of.ts';

describe('PER-003 reaches into the build', () => {
  it.each([
    ['a workflow', `require('fs').writeFileSync('.github/workflows/x.yml', y);`, 'critical'],
    [
      'a workflow somewhere',
      `const { join } = require('path'); require('fs').promises.writeFile(join(dir, '.github', 'workflows', 'x.yaml'), y);`,
      'critical',
    ],
    ['a hook', `require('fs').writeFileSync('.git/hooks/pre-commit', h, { mode: 0o755 });`, 'high'],
    [
      'a runner',
      `require('child_process').execSync('./config.sh --url https://github.com/' + repo + ' --unattended --token ' + t);`,
      'critical',
    ],
  ])('finds %s', (_name, source, severity) => {
    expect(hitsOf('PER-003', js(source))).toEqual([`${severity} index.js`]);
  });

  it.each([
    ['reading a workflow', `require('fs').readFileSync('.github/workflows/ci.yml');`],
    ['another file there', `require('fs').writeFileSync('.github/FUNDING.yml', y);`],
    ['a hook of husky', `require('fs').writeFileSync('.husky/pre-commit', h);`],
  ])('passes %s', (_name, source) => {
    expect(hitsOf('PER-003', js(source))).toEqual([]);
  });
});
