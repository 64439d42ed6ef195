import { describe, expect, it } from '@jest/globals';
import { hitsOf, js, manifest } from '../testing/hits-of.ts';

const run = (command: string): string => `require('child_process').execSync(${JSON.stringify(command)});`;

describe('PER-004 takes over the machine', () => {
  it.each([
    ['sudoers', `require('fs').writeFileSync('/etc/sudoers.d/runner', 'runner ALL=(ALL) NOPASSWD:ALL');`],
    ['the hosts', run('echo "10.0.0.1 api.example.invalid" >> /etc/hosts')],
    [
      'a container',
      run('docker run --rm --privileged -v /:/host alpine cp /host/tmp/a /host/etc/sudoers.d/a'),
    ],
    ['Defender', run('powershell Add-MpPreference -ExclusionPath C:\\')],
  ])('finds %s', (_name, source) => {
    expect(hitsOf('PER-004', js(source))).toEqual(['critical index.js']);
  });

  it.each([
    ['hooks of one repository', run('git config core.hooksPath .husky/_')],
    ['a container with one folder', run('docker run -v /tmp/a:/work alpine ls')],
    ['an executable', run('chmod 755 bin/tool')],
    ['reading the hosts', `require('fs').readFileSync('/etc/hosts', 'utf8');`],
  ])('passes %s', (_name, source) => {
    expect(hitsOf('PER-004', js(source))).toEqual([]);
  });

  it('reports at medium settings of the user that code changes', () => {
    expect(hitsOf('PER-004', js(run('code --install-extension a.vsix')))).toEqual(['medium index.js']);
  });

  it.each([['git config --global core.hooksPath /tmp/hooks'], ['code --install-extension a.vsix']])(
    'finds them at install: %s',
    (install) => {
      expect(hitsOf('PER-004', manifest({ scripts: { install } }))).toEqual(['critical package.json']);
    },
  );

  it('finds it at install', () => {
    expect(hitsOf('PER-004', manifest({ scripts: { install: 'sudo iptables -F' } }))).toEqual([
      'critical package.json',
    ]);
  });
});
