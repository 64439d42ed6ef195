import { describe, expect, it } from '@jest/globals';
import { fromWholePathPrefix } from './whole-path-prefix.ts';

const SHA256 = 'a1'.repeat(32);
const SHA512 = 'b2'.repeat(64);

function moved(folder: 'metadata' | 'targets', path: string): string | undefined {
  return fromWholePathPrefix({ folder, segments: path.split('/') })?.segments.join('/');
}

describe('fromWholePathPrefix', () => {
  it.each([
    [`${SHA256}.plugins/x.tgz`, `plugins/${SHA256}.x.tgz`],
    [`${SHA512}.plugins/x.tgz`, `plugins/${SHA512}.x.tgz`],
    [`${SHA256}.plugins/acme/hello/1.0.0/x.tgz`, `plugins/acme/hello/1.0.0/${SHA256}.x.tgz`],
    [`${SHA256}.a b/x y`, `a b/${SHA256}.x y`],
    [`${SHA256}.${SHA256}.a/x`, `${SHA256}.a/${SHA256}.x`],
  ])('moves the digest of %s before the last name', (asked, stored) => {
    expect(moved('targets', asked)).toBe(stored);
  });

  it.each([
    'plugins/x.tgz',
    `${SHA256}.x.tgz`,
    `plugins/${SHA256}.x.tgz`,
    `${SHA256}/x.tgz`,
    `${SHA256}./x.tgz`,
    `${SHA256}..git/config`,
    `${SHA256}..../x`,
    `${SHA256}.half.part/x`,
    `${SHA256.toUpperCase()}.plugins/x.tgz`,
    `${SHA256.slice(1)}.plugins/x.tgz`,
    `${SHA256}a.plugins/x.tgz`,
    `x${SHA256}.plugins/x.tgz`,
  ])('knows no other place of %s', (asked) => {
    expect(moved('targets', asked)).toBeUndefined();
  });

  it('moves nothing in metadata', () => {
    expect(moved('metadata', `${SHA256}.a/x.json`)).toBeUndefined();
  });
});
