import { describe, expect, it } from '@jest/globals';
import { hitsOf, manifest, scanOf } from '../testing/hits-of.ts';

describe('MAN-001 lifecycle script', () => {
  it.each([
    ['preinstall, critical', { preinstall: 'node a.js' }, 'critical package.json'],
    ['install', { install: 'node-gyp rebuild' }, 'high package.json'],
    ['postinstall', { postinstall: 'node b.js' }, 'high package.json'],
    ['prepare, which does not run for an archive, low', { prepare: 'husky' }, 'low package.json'],
  ])('finds %s', (_name, scripts, hit) => {
    expect(hitsOf('MAN-001', manifest({ scripts }))).toEqual([hit]);
  });

  it('finds the script of a bundled dependency', () => {
    const files = { ...manifest({}), 'node_modules/x/package.json': '{"scripts":{"install":"node x.js"}}' };
    expect(hitsOf('MAN-001', files)).toEqual(['high node_modules/x/package.json']);
  });

  it('says on which line', () => {
    const files = { 'package.json': '{\n  "scripts": {\n    "postinstall": "node b.js"\n  }\n}' };
    expect(scanOf(files).findings[0]).toMatchObject({ line: 3, column: 5 });
  });

  it.each([
    ['no scripts', {}],
    ['scripts of development', { scripts: { test: 'jest', build: 'tsc', start: 'node .' } }],
    ['scripts somewhere else', { config: { scripts: { postinstall: 'node b.js' } } }],
  ])('passes %s', (_name, fields) => {
    expect(hitsOf('MAN-001', manifest(fields))).toEqual([]);
  });
});
