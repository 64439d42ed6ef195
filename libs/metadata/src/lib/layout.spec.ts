import { describe, expect, it } from '@jest/globals';
import { metadataPath, parseTargetPath, storedTargetPath } from './layout.ts';

const DIGEST = 'ab'.repeat(32);
const target = { length: 1, hashes: new Map([['sha256', DIGEST]]) };

describe('metadataPath', () => {
  it.each([
    ['root', 3, 'metadata/3.root.json'],
    ['vendor-acme', 1, 'metadata/1.vendor-acme.json'],
    ['../up', 1, 'metadata/1...%2Fup.json'],
    ['a b?#', 2, 'metadata/2.a%20b%3F%23.json'],
  ])('puts role %s version %i at %s', (role, version, path) => {
    expect(metadataPath(role, version)).toBe(path);
  });
});

describe('storedTargetPath', () => {
  it.each([
    ['plugins/acme/hello.tgz', `targets/plugins/acme/${DIGEST}.hello.tgz`],
    ['hello.tgz', `targets/${DIGEST}.hello.tgz`],
  ])('puts the digest before the last segment of %s', (path, stored) => {
    expect(storedTargetPath(path, target)).toBe(stored);
  });

  it('uses SHA-512 where there is no SHA-256, and nothing weaker', () => {
    const sha512 = 'cd'.repeat(64);
    expect(storedTargetPath('a', { length: 1, hashes: new Map([['sha512', sha512]]) })).toBe(
      `targets/${sha512}.a`,
    );
    expect(() => storedTargetPath('a', { length: 1, hashes: new Map([['md5', 'ab']]) })).toThrow(
      expect.objectContaining({ code: 'ERR_TUF_METADATA_INVALID' }),
    );
  });
});

describe('parseTargetPath', () => {
  it.each([
    'plugins/acme/hello/1.0.0/hello-1.0.0.tgz',
    'plugins/_/lodash/4.17.21/lodash-4.17.21.tgz',
    'a',
    'a+b/c@d_e-f',
  ])('accepts %s', (path) => {
    expect(parseTargetPath(path)).toBe(path);
  });

  it.each([
    '',
    '/abs',
    'a//b',
    'a/',
    '../a',
    'a/../b',
    './a',
    'a\\b',
    'C:a',
    'con',
    'a/NUL.txt',
    'com1',
    'a.',
    'ä',
    'a b',
    'a%2e',
    'a\u0000',
    'x'.repeat(181),
    `${'a/'.repeat(16)}a`,
  ])('refuses %j', (path) => {
    expect(() => parseTargetPath(path)).toThrow(expect.objectContaining({ code: 'ERR_TARGET_PATH' }));
  });
});
