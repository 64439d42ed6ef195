import { describe, expect, it } from '@jest/globals';
import { hitsOf, manifest } from '../testing/hits-of.ts';

describe('MAN-008 command that shadows a system command', () => {
  it.each([['git'], ['npm'], ['sudo']])('finds %s', (name) => {
    expect(hitsOf('MAN-008', manifest({ bin: { ok: 'a.js', [name]: 'b.js' } }))).toEqual([
      'high package.json',
    ]);
  });

  it('finds the name that a scoped package gives a bin that is a string', () => {
    expect(hitsOf('MAN-008', manifest({ name: '@evil/git', bin: './x.js' }))).toEqual(['high package.json']);
  });

  it.each([
    ['a tool that many packages bring', { bin: { claude: 'a.js' } }],
    ['the command that the package is named after', { name: 'deno-bin', bin: { deno: 'a.js' } }],
  ])('finds %s, medium', (_name, fields) => {
    expect(hitsOf('MAN-008', manifest(fields))).toEqual(['medium package.json']);
  });

  it.each([
    ['the package that is known for it', { name: 'corepack', bin: { yarn: 'a.js', pnpm: 'b.js' } }],
    ['a command of its own name', { bin: { hello: 'a.js' } }],
    ['a bin that is a string', { bin: 'git.js' }],
    ['the package that is the command', { name: 'npm', bin: { npm: 'a.js', npx: 'b.js' } }],
  ])('passes %s', (_name, fields) => {
    expect(hitsOf('MAN-008', manifest(fields))).toEqual([]);
  });
});
