import { gunzipSync } from 'node:zlib';
import { sha256Hex } from '@ragnos-vault/crypto';
import { describe, expect, it } from '@jest/globals';
import { inChunks } from '@ragnos-vault/testing';
import fc from 'fast-check';
import { collectFiles } from './collect-files.ts';
import { encodeFileManifest, manifestOf } from './file-manifest.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import type { FileMember } from './member.ts';
import { packFiles } from './pack-files.ts';

const text = (path: string, content: string, mode: 0o644 | 0o755 = 0o644): FileMember => ({
  path,
  mode,
  content: new TextEncoder().encode(content),
});

const sample = [
  text('package.json', '{"name":"@acme/hello","version":"1.0.0"}\n'),
  text('bin/hello.js', '#!/usr/bin/env node\n', 0o755),
  text(`deep/${'folder/'.repeat(12)}${'n'.repeat(90)}.js`, 'prefix'),
  text(`long/${'n'.repeat(200)}`, 'pax'),
  text('caf\u00e9/\u{1f600}.txt', '\u{1f600}'.repeat(1000)),
];

const segment = fc
  .stringMatching(/^[a-z0-9_\u00e9\u{1f600}\u65e5-]{1,60}$/u)
  .filter((name) => !/^(?:con|prn|aux|nul|(?:com|lpt)\d)$/.test(name));
const path = fc.array(segment, { minLength: 1, maxLength: 6 }).map((segments) => `x${segments.join('/x')}`);
const member = fc.record({
  path,
  mode: fc.constantFrom(0o644 as const, 0o755 as const),
  content: fc.uint8Array({ maxLength: 2000 }),
});
const isTooLong = ({ path: name }: FileMember): boolean =>
  Buffer.byteLength(name) > 500 || name.split('/').some((part) => Buffer.byteLength(part) > 255);
/** Members no one of which is a folder of another one. */
const members = fc
  .uniqueArray(member, { minLength: 1, maxLength: 12, selector: ({ path: name }) => name })
  .map((all) =>
    all.filter((one) => !isTooLong(one) && !all.some((other) => other.path.startsWith(`${one.path}/`))),
  )
  .filter((all) => all.length > 0);

describe('packFiles', () => {
  it('gives the same bytes on every machine', () => {
    expect(sha256Hex(packFiles(sample))).toBe(
      '9a51c3e54535711282ac00000f77e77bd4db3c3da5b5f3b4e6bf2a5c5467df59',
    );
  });

  it('does not depend on the order of the files', () => {
    expect(packFiles(sample.toReversed())).toEqual(packFiles(sample));
  });

  it('is undone by the strict reader', async () => {
    await fc.assert(
      fc.asyncProperty(members, async (files) => {
        const packed = packFiles(files);
        const { files: read, commonFolder } = await collectFiles(inChunks(packed), DEFAULT_LIMITS);
        expect(commonFolder).toBe('package');
        expect(manifestOf(read)).toEqual(manifestOf(files));
        expect(Buffer.compare(packFiles(read), packed)).toBe(0);
        expect(read.map(({ path: name }) => name)).toEqual(manifestOf(read).map(({ path: name }) => name));
      }),
      { numRuns: 60 },
    );
  });

  it('sets no time, no owner and no name of one', () => {
    const tar = gunzipSync(packFiles([sample[0]!]));
    expect(packFiles(sample).subarray(0, 10)).toEqual(Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3));
    expect(tar.toString('latin1', 0, 20)).toBe('package/package.json');
    expect(tar.toString('latin1', 100, 148)).toBe(
      '0000644\x000000000\x000000000\x0000000000051\x0003560116604\0',
    );
    expect(tar.subarray(265, 345).every((byte) => byte === 0)).toBe(true);
  });

  it('writes a PAX path only where a name needs it', () => {
    const count = (files: readonly FileMember[]): number =>
      gunzipSync(packFiles(files)).toString('latin1').split('path=').length - 1;
    expect(count(sample.slice(0, 3))).toBe(0);
    expect(count(sample)).toBe(2);
  });

  it.each<[string, readonly FileMember[]]>([
    ['ERR_ARCHIVE_PATH', [text('../evil', '')]],
    ['ERR_ARCHIVE_PATH', [text('/evil', '')]],
    ['ERR_ARCHIVE_PATH', [text('./a', '')]],
    ['ERR_ARCHIVE_PATH', [text('aux.js', '')]],
    ['ERR_ARCHIVE_PATH', [text('e\u0301', '')]],
    ['ERR_ARCHIVE_COLLISION', [text('a', ''), text('A', '')]],
    ['ERR_ARCHIVE_COLLISION', [text('a', ''), text('a/b', '')]],
    ['ERR_ARCHIVE_LIMIT', [text('a/'.repeat(31) + 'a', '')]],
    ['ERR_ARCHIVE_LIMIT', [{ path: 'zeros', mode: 0o644, content: new Uint8Array(4 * 1024 * 1024) }]],
    ['ERR_ARCHIVE_FORMAT', []],
  ])('refuses with %s what the reader would refuse', (code, files) => {
    expect(() => packFiles(files)).toThrow(expect.objectContaining({ code }));
  });

  it('keeps the limits it is given', () => {
    const limit =
      (limits: object): (() => Uint8Array) =>
      () =>
        packFiles(sample, { ...DEFAULT_LIMITS, ...limits });
    const refusal = expect.objectContaining({ code: 'ERR_ARCHIVE_LIMIT' });
    expect(limit({ maxMemberSize: 3999 })).toThrow(refusal);
    expect(limit({ maxTotalSize: 4000 })).toThrow(refusal);
    expect(limit({ maxMembers: 10 })).toThrow(refusal);
  });
});

describe('the manifest of a pack', () => {
  it('is the same before packing and after reading', async () => {
    const { files } = await collectFiles(inChunks(packFiles(sample)), DEFAULT_LIMITS);
    expect(encodeFileManifest(manifestOf(files))).toEqual(encodeFileManifest(manifestOf(sample)));
  });
});
