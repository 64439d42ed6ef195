import { describe, expect, it } from '@jest/globals';
import { hitsOf, manifest } from '../testing/hits-of.ts';

describe('MAN-005 a manifest that reads differently to different readers', () => {
  it.each([
    ['a key twice', '{"name":"a","name":"b"}'],
    ['a key twice further down', '{"scripts":{"install":"x","install":"y"}}'],
    ['a comment', '{"name":"a" /* b */}'],
    ['a key twice in another spelling', '{"name":"a","na\\u006de":"b"}'],
  ])('finds %s', (_name, text) => {
    expect(hitsOf('MAN-005', { 'package.json': text })).toEqual(['high package.json']);
  });

  it.each([
    ['a plain manifest', manifest({ scripts: { test: 'a' }, jest: { scripts: { test: 'b' } } })],
    ['a byte order mark', { 'package.json': '\u{FEFF}{"name":"a"}' }],
    ['a package.json of a test', { ...manifest({}), 'test/fixtures/package.json': '{"a":1,"a":2}' }],
  ])('passes %s', (_name, files) => {
    expect(hitsOf('MAN-005', files)).toEqual([]);
  });
});
