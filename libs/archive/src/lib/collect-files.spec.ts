import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { buildTar, inChunks, type TarEntry } from '@ragnos-vault/testing';
import { collectFiles } from './collect-files.ts';
import { DEFAULT_LIMITS } from './limits.ts';

const collect = (entries: readonly TarEntry[], chunk?: number) =>
  collectFiles(inChunks(gzipSync(buildTar(entries)), chunk), DEFAULT_LIMITS);

describe('collectFiles', () => {
  it('gives files only, sorted, without their common folder', async () => {
    const { files, commonFolder, members } = await collect([
      { name: 'package/', type: '5' },
      { name: 'package/b.js', content: 'b' },
      { name: 'empty/', type: '5' },
      { name: 'package/a/c.js', content: '', mode: 0o755 },
    ]);
    expect(commonFolder).toBe('package');
    expect(members).toBe(4);
    expect(files).toEqual([
      { path: 'a/c.js', mode: 0o755, content: new Uint8Array(0) },
      { path: 'b.js', mode: 0o644, content: Uint8Array.of(0x62) },
    ]);
  });

  it('leaves paths as they are where there is no common folder', async () => {
    const { files, commonFolder } = await collect([{ name: './package.json' }, { name: './lib/a.js' }]);
    expect(commonFolder).toBe(undefined);
    expect(files.map(({ path }) => path)).toEqual(['lib/a.js', 'package.json']);
  });

  it('keeps large contents byte for byte', async () => {
    const content = Buffer.from(Array.from({ length: 1_000_003 }, (_, index) => (index * index) % 251));
    const { files, unpackedSize } = await collect([{ name: 'package/a', content }], 1000);
    expect(unpackedSize).toBe(content.length);
    expect(Buffer.from(files[0]!.content).equals(content)).toBe(true);
  });

  it('gives nothing of an archive whose last member is refused', async () => {
    const hostile = [{ name: 'package/a', content: 'a' }, { name: 'package/../../b' }];
    await expect(collect(hostile)).rejects.toMatchObject({ code: 'ERR_ARCHIVE_PATH' });
  });
});
