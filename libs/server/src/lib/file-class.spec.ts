import { describe, expect, it } from '@jest/globals';
import { cacheControlOf, contentTypeOf, hashInName } from './file-class.ts';
import type { ServedPath } from './served-path.ts';

const FOR_EVER = 'public, max-age=31536000, immutable';
const SHA256 = 'a'.repeat(64);
const at = (text: string): ServedPath => {
  const [folder, ...segments] = text.split('/');
  return { folder: folder as ServedPath['folder'], segments };
};

describe('cacheControlOf', () => {
  it.each([
    'metadata/1.root.json',
    'metadata/12.snapshot.json',
    'metadata/3.vendor-acme.json',
    `targets/${SHA256}.a.tgz`,
    `targets/p/${'b'.repeat(128)}.index.json`,
  ])('lets %s be kept for ever', (path) => {
    expect(cacheControlOf(at(path))).toBe(FOR_EVER);
  });

  it.each([
    'metadata/timestamp.json',
    'metadata/root.json',
    'metadata/0.root.json',
    'metadata/01.root.json',
    'metadata/1x.root.json',
    'metadata/1.json',
    'targets/1.root.json',
    'targets/index.json',
    `targets/${SHA256}`,
    `targets/${SHA256}/a.tgz`,
    `targets/${SHA256.toUpperCase()}.a.tgz`,
    `targets/${SHA256}0.a.tgz`,
    `metadata/${SHA256}.json`,
  ])('has %s asked for each time', (path) => {
    expect(cacheControlOf(at(path))).toBe('no-cache');
  });
});

describe('contentTypeOf', () => {
  it.each([
    ['metadata/1.root.json', 'application/json'],
    ['targets/a.tgz', 'application/gzip'],
    ['targets/a.tar.gz', 'application/gzip'],
    ['targets/a.html', 'application/octet-stream'],
    ['targets/json', 'application/octet-stream'],
  ])('calls %s %s', (path, type) => {
    expect(contentTypeOf(at(path))).toBe(type);
  });
});

it('finds a digest in the names of targets only', () => {
  expect(hashInName(at(`targets/a/${SHA256}.x`))).toBe(SHA256);
  expect(hashInName(at(`metadata/${SHA256}.x.json`))).toBeUndefined();
});
