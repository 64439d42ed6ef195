import { describe, expect, it } from '@jest/globals';
import { hitsOf, js, manifest } from '../testing/hits-of.ts';

describe('PER-001 makes itself start again', () => {
  it.each([
    [
      'authorized_keys',
      `const fs = require('fs'); fs.appendFileSync(require('os').homedir() + '/.ssh/authorized_keys', k);`,
    ],
    [
      'systemd',
      `const { join } = require('path'); require('fs').writeFileSync(join(process.env.HOME, '.config/systemd/user', name + '.service'), unit);`,
    ],
    [
      'a launch agent',
      `import { writeFile } from 'fs/promises'; await writeFile('/Library/LaunchAgents/a.plist', p);`,
    ],
    ['crontab', `require('child_process').exec('(crontab -l; echo "@reboot node x") | crontab -');`],
    [
      'the Run key',
      `require('child_process').execSync('reg add HKCU\\\\Software\\\\Microsoft\\\\Windows\\\\CurrentVersion\\\\Run /v a /d b');`,
    ],
  ])('finds %s', (_name, source) => {
    expect(hitsOf('PER-001', js(source))).toEqual(['critical index.js']);
  });

  it('finds it in an install script', () => {
    expect(
      hitsOf('PER-001', manifest({ scripts: { install: 'systemctl --user enable x.service' } })),
    ).toEqual(['critical package.json']);
  });

  it.each([
    ['reading the table', `require('child_process').execSync('crontab -l');`],
    [
      'a file of its own',
      `require('fs').writeFileSync(require('os').homedir() + '/.config/acme/config.json', '{}');`,
    ],
    ['a text about it', `console.log('add the key to ~/.ssh/authorized_keys, then run systemctl enable');`],
  ])('passes %s', (_name, source) => {
    expect(hitsOf('PER-001', js(source))).toEqual([]);
  });
});
