import { describe, expect, it } from '@jest/globals';
import { hitsOf, manifest } from '../testing/hits-of.ts';

function zip(flags: number): Uint8Array {
  const bytes = new Uint8Array(200);
  bytes.set([0x50, 0x4b, 3, 4, 20, 0, 0, 0, 8, 0]);
  bytes.set([0x50, 0x4b, 3, 4, 20, 0, flags, 0, 8, 0], 100);
  return bytes;
}

describe('CNT-007 archive inside the archive', () => {
  it.each<[string, string, Uint8Array, string]>([
    ['a ZIP', 'a.zip', zip(0), 'low a.zip'],
    ['an encrypted ZIP', 'data/a.dat', zip(1), 'high data/a.dat'],
    ['a gzip by its content', 'a.bin', Uint8Array.of(0x1f, 0x8b, 8, ...new Uint8Array(100)), 'low a.bin'],
    ['an archive by its name', 'a.7z', new Uint8Array(100).fill(7), 'low a.7z'],
  ])('finds %s', (...[, path, content, hit]) => {
    expect(hitsOf('CNT-007', { ...manifest({}), [path]: content })).toEqual([hit]);
  });

  it.each<[string, string, Uint8Array | string]>([
    ['an empty archive', 'a.tgz', ''],
    ['a picture', 'a.png', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, ...new Uint8Array(100))],
    ['code about archives', 'zip.js', 'module.exports = 1;'.repeat(10)],
  ])('passes %s', (_name, path, content) => {
    expect(hitsOf('CNT-007', { ...manifest({}), [path]: content })).toEqual([]);
  });
});
