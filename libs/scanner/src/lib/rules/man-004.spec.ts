import { describe, expect, it } from '@jest/globals';
import { hitsOf, manifest } from '../testing/hits-of.ts';

describe('MAN-004 dependency from outside the registry', () => {
  it.each([
    ['a URL', { dependencies: { a: 'http://packages.example.invalid/a.tgz' } }],
    ['a repository', { dependencies: { a: 'git+ssh://git@example.invalid/a.git' } }],
    ['a shorthand', { optionalDependencies: { a: 'somebody/a#0123abc' } }],
    ['a path', { dependencies: { a: 'file:../a' } }],
  ])('finds %s', (_name, fields) => {
    expect(hitsOf('MAN-004', manifest(fields))).toEqual(['high package.json']);
  });

  it.each([
    ['versions and ranges', { dependencies: { a: '1.2.3', b: '^1.0.0 || >=2', c: '*', d: 'latest', e: '' } }],
    ['an alias', { dependencies: { a: 'npm:@acme/b@^1' } }],
    ['what is not installed with the plugin', { devDependencies: { a: 'github:somebody/a' } }],
  ])('passes %s', (_name, fields) => {
    expect(hitsOf('MAN-004', manifest(fields))).toEqual([]);
  });
});
