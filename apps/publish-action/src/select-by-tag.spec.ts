import { describe, expect, it } from '@jest/globals';
import { selectByTag } from './select-by-tag.ts';

const PATTERNS = ['{name}@{version}', 'v{version}'];
const plugins = [
  { source: '/a', name: '@acme/hello', version: '1.2.3' },
  { source: '/b', name: 'tool', version: '2.0.0-rc.1+5' },
];

describe('selectByTag', () => {
  it.each([
    ['@acme/hello@1.2.3', '@acme/hello'],
    ['hello@1.2.3', '@acme/hello'],
    ['tool@2.0.0-rc.1+5', 'tool'],
  ])('takes %s for %s', (tag, name) => {
    expect(selectByTag(tag, { plugins, patterns: PATTERNS }).name).toBe(name);
  });

  it('takes a version alone where there is one plugin', () => {
    expect(selectByTag('v1.2.3', { plugins: plugins.slice(0, 1), patterns: PATTERNS }).name).toBe(
      '@acme/hello',
    );
  });

  it('takes what is special in an expression as it is written', () => {
    const pattern = 'plugins/{name}.(v)+{version}';
    expect(selectByTag('plugins/hello.(v)+1.2.3', { plugins, patterns: [pattern] }).name).toBe('@acme/hello');
    expect(() => selectByTag('plugins/hello-v+1.2.3', { plugins, patterns: [pattern] })).toThrow(/fits none/);
  });

  it.each([
    ['hello@1.2.4', /says 1\.2\.3/],
    ['other@1.2.3', /no plugin here is named other/],
    ['@evil/hello@1.2.3', /no plugin here/],
    ['v1.2.3', /alike/],
    ['latest', /fits none/],
    ['', /fits none/],
    ['@acme/hello@1.2.3@1.2.3', /says|no plugin|fits none/],
  ])('refuses %s', (tag, message) => {
    const select = () => selectByTag(tag, { plugins, patterns: PATTERNS });
    expect(select).toThrow(expect.objectContaining({ code: 'ERR_TAG_MISMATCH' }));
    expect(select).toThrow(message);
  });

  it('refuses a name that two scopes have', () => {
    const twins = [...plugins, { source: '/c', name: '@other/hello', version: '1.2.3' }];
    expect(() => selectByTag('hello@1.2.3', { plugins: twins, patterns: PATTERNS })).toThrow(/alike/);
    expect(selectByTag('@other/hello@1.2.3', { plugins: twins, patterns: PATTERNS }).source).toBe('/c');
  });

  it('refuses a pattern without a version', () => {
    expect(() => selectByTag('hello', { plugins, patterns: ['{name}'] })).toThrow(
      expect.objectContaining({ code: 'ERR_USAGE' }),
    );
  });
});
