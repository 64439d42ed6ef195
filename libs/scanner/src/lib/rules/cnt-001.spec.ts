import { describe, expect, it } from '@jest/globals';
import { hitsOf, manifest } from '../testing/hits-of.ts';

describe('CNT-001 extension that no plugin needs', () => {
  it.each(['tool.exe', 'a/Holiday.SCR', 'readme.txt.lnk', 'install.msi', 'lib.jar', 'app.dmg', 'x.hta'])(
    'finds %s',
    (path) => {
      expect(hitsOf('CNT-001', { ...manifest({}), [path]: 'a' })).toEqual([`high ${path}`]);
    },
  );

  it.each([
    'index.js',
    'exe',
    'lib/exe.js',
    'jar/README.md',
    '.lnk',
    'run.sh',
    'run.ps1',
    'data.bin',
    'a.wasm',
  ])('passes %s', (path) => {
    expect(hitsOf('CNT-001', { ...manifest({}), [path]: '1' })).toEqual([]);
  });

  it('passes an empty file', () => {
    expect(hitsOf('CNT-001', { ...manifest({}), 'test/empty.exe': '' })).toEqual([]);
  });
});
