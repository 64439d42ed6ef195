import { describe, expect, it } from '@jest/globals';
import { createSmallFileCache } from './small-file-cache.ts';

const fileOf = (identity: string, size = 1_000) => ({
  identity,
  etag: `"${identity}"`,
  bytes: new Uint8Array(size),
});

describe('createSmallFileCache', () => {
  it('gives back what it was given, for that identity only', () => {
    const cache = createSmallFileCache(10_000);
    const file = fileOf('one');
    cache.put('a', file);
    expect(cache.get('a', 'one')).toBe(file);
    expect(cache.get('b', 'one')).toBeUndefined();
    expect(cache.get('a', 'two')).toBeUndefined();
    expect(cache.get('a', 'one')).toBeUndefined();
  });

  it('drops the least recently used when it is full', () => {
    const cache = createSmallFileCache(3_500);
    cache.put('a', fileOf('a'));
    cache.put('b', fileOf('b'));
    cache.get('a', 'a');
    cache.put('c', fileOf('c'));
    expect(cache.get('b', 'b')).toBeUndefined();
    expect(cache.get('a', 'a')).toBeDefined();
    expect(cache.get('c', 'c')).toBeDefined();
  });

  it('counts a replaced entry once, and keeps nothing larger than itself', () => {
    const cache = createSmallFileCache(3_500);
    for (let i = 0; i < 100; i += 1) cache.put('a', fileOf(String(i)));
    cache.put('b', fileOf('b'));
    expect(cache.get('a', '99')).toBeDefined();
    cache.put('huge', fileOf('huge', 4_000));
    expect(cache.get('huge', 'huge')).toBeUndefined();
  });
});
