import { describe, expect, it } from '@jest/globals';
import { parsePluginSpec } from './parse-plugin-spec.ts';

describe('parsePluginSpec', () => {
  it.each([
    ['@acme/hello', { kind: 'name', name: '@acme/hello' }],
    ['@acme/hello@^1.2.0', { kind: 'name', name: '@acme/hello', range: '^1.2.0' }],
    ['hello', { kind: 'name', name: 'hello' }],
    ['hello@1.0.0', { kind: 'name', name: 'hello', range: '1.0.0' }],
    ['hello@>=1 <3 || 5', { kind: 'name', name: 'hello', range: '>=1 <3 || 5' }],
    ['hello@*', { kind: 'name', name: 'hello', range: '*' }],
    ['hello.tgz', { kind: 'name', name: 'hello.tgz' }],
    ['plugins/acme/hello.tgz', { kind: 'path', path: 'plugins/acme/hello.tgz' }],
    ['a/../b', { kind: 'path', path: 'a/../b' }],
    ['Hello_1.tgz', { kind: 'path', path: 'Hello_1.tgz' }],
    ['.hello', { kind: 'path', path: '.hello' }],
  ])('reads %s', (text, spec) => {
    expect(parsePluginSpec(text)).toEqual(spec);
  });

  it.each([
    '',
    '@',
    '@acme',
    '@acme/',
    '@/hello',
    '@a/b/c',
    '@Acme/hello',
    'hello@',
    'hello@latest',
    'hello@ ',
    '@../hello',
    'a b',
  ])('refuses %j', (text) => {
    expect(() => parsePluginSpec(text)).toThrow(expect.objectContaining({ code: 'ERR_INSTALL_SPEC' }));
  });
});
