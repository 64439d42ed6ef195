import { describe, expect, it } from '@jest/globals';
import { encodeFileManifest, manifestEntryOf, manifestOf, sortManifest } from './file-manifest.ts';
import type { FileManifestEntry, FileMember } from './member.ts';
import { parseFileManifest } from './parse-file-manifest.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const files: readonly FileMember[] = [
  { path: 'b/\u{1f600}', mode: 0o755, content: text('x') },
  { path: 'b/\ufb00', mode: 0o644, content: text('') },
  { path: 'a.js', mode: 0o644, content: text('abc') },
];
const entry: FileManifestEntry = { path: 'a', mode: 0o644, size: 1, sha256: 'a'.repeat(64) };

describe('the file manifest', () => {
  it('is sorted by code point, whatever the order of the files', () => {
    const manifest = manifestOf(files);
    expect(manifest.map(({ path }) => path)).toEqual(['a.js', 'b/\ufb00', 'b/\u{1f600}']);
    expect(sortManifest(files.toReversed().map(manifestEntryOf))).toEqual(manifest);
    expect(manifest[0]).toEqual({
      path: 'a.js',
      mode: 0o644,
      size: 3,
      sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    });
  });

  it('has one encoding, which parses back', () => {
    const bytes = encodeFileManifest(manifestOf(files));
    expect(parseFileManifest(bytes)).toEqual(manifestOf(files));
    expect(new TextDecoder().decode(encodeFileManifest([entry]))).toBe(
      `[{"mode":420,"path":"a","sha256":"${'a'.repeat(64)}","size":1}]`,
    );
    expect(parseFileManifest(encodeFileManifest([]))).toEqual([]);
  });

  it('may hold longer paths than the default limits, because a policy may', () => {
    const long = [{ ...entry, path: `${'n'.repeat(200)}/`.repeat(40) + 'n' }];
    expect(parseFileManifest(encodeFileManifest(long))).toEqual(long);
  });

  it.each<[string, unknown]>([
    ['an object', {}],
    ['a missing field', [{ path: 'a', mode: 420, size: 1 }]],
    ['a further field', [{ ...entry, extra: 1 }]],
    ['another mode', [{ ...entry, mode: 0o777 }]],
    ['a negative size', [{ ...entry, size: -1 }]],
    ['a short digest', [{ ...entry, sha256: 'aa' }]],
    ['a digest in upper case', [{ ...entry, sha256: 'A'.repeat(64) }]],
    ['a path that leaves', [{ ...entry, path: '../a' }]],
    ['a path that is not normal', [{ ...entry, path: './a' }]],
    ['the wrong order', [{ ...entry, path: 'b' }, entry]],
    ['an entry twice', [entry, entry]],
    ['paths that collide', [{ ...entry, path: 'A' }, entry]],
    ['a file below a file', [entry, { ...entry, path: 'a/b' }]],
    ['null', null],
  ])('is refused with %s', (_name, value) => {
    const bytes = text(canonical(value));
    expect(() => parseFileManifest(bytes)).toThrow(
      expect.objectContaining({ code: 'ERR_INSTALLED_CORRUPT' }),
    );
  });

  it.each([
    ['white space', `[ ]`],
    ['no JSON', '['],
    ['a key twice', '[{"mode":420,"mode":420,"path":"a","sha256":"","size":1}]'],
    ['another order of keys', `[{"path":"a","mode":420,"sha256":"${'a'.repeat(64)}","size":1}]`],
  ])('is refused with %s', (_name, json) => {
    expect(() => parseFileManifest(text(json))).toThrow(
      expect.objectContaining({ code: 'ERR_INSTALLED_CORRUPT' }),
    );
  });
});

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)))
      : inner,
  );
}
