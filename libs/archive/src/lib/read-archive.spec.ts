import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { buildTar, inChunks, paxEntry, storedGzip, zeroBlocks, type TarEntry } from '@ragnos-vault/testing';
import fc from 'fast-check';
import { DEFAULT_LIMITS } from './limits.ts';
import type { ArchiveLimits, MemberHeader } from './member.ts';
import { readArchive, type ArchiveTotals } from './read-archive.ts';

const MIB = 1024 * 1024;
const limited = (limits: Partial<ArchiveLimits>): ArchiveLimits => ({ ...DEFAULT_LIMITS, ...limits });
const file = (name: string, size: number): TarEntry => ({ name, content: Buffer.alloc(size, 'x') });

interface Read {
  readonly members: MemberHeader[];
  readonly contents: Map<string, string>;
}

async function read(
  source: AsyncIterable<Uint8Array>,
  limits = DEFAULT_LIMITS,
  seen: Read = { members: [], contents: new Map() },
): Promise<Read & { totals: ArchiveTotals }> {
  const totals = await readArchive(source, {
    limits,
    onMember: (member) => {
      seen.members.push(member);
      const pieces: Buffer[] = [];
      return (chunk) => {
        if (chunk === undefined) seen.contents.set(member.path, Buffer.concat(pieces).toString('latin1'));
        else pieces.push(Buffer.from(chunk));
      };
    },
  });
  return { ...seen, totals };
}

describe('readArchive', () => {
  const entries: readonly TarEntry[] = [
    { name: 'package/', type: '5', mode: 0o700 },
    { name: 'package/bin.js', mode: 0o711, content: 'run' },
    { name: 'package/data', mode: 0o100666, content: 'd'.repeat(1025) },
    { name: 'package/empty', mode: 0o070, content: '' },
  ];

  it('announces members in order, modes normalised, and counts what it read', async () => {
    const packed = gzipSync(buildTar(entries));
    const { members, contents, totals } = await read(inChunks(packed));
    expect(members).toEqual([
      { path: 'package', kind: 'folder', mode: 0o755, size: 0 },
      { path: 'package/bin.js', kind: 'file', mode: 0o755, size: 3 },
      { path: 'package/data', kind: 'file', mode: 0o644, size: 1025 },
      { path: 'package/empty', kind: 'file', mode: 0o644, size: 0 },
    ]);
    expect([...contents]).toEqual([
      ['package/bin.js', 'run'],
      ['package/data', 'd'.repeat(1025)],
      ['package/empty', ''],
    ]);
    expect(totals).toEqual({ members: 4, unpackedSize: 1028, packedSize: packed.length });
  });

  it('reads the same however the bytes are cut', async () => {
    const packed = gzipSync(buildTar([...entries, paxEntry({ path: 'package/\u00e9' }), file('x', 70_000)]));
    const whole = await read(inChunks(packed));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: packed.length }), async (size) => {
        expect(await read(inChunks(packed, size))).toEqual(whole);
      }),
      { numRuns: 50 },
    );
  });

  it('needs no sink', async () => {
    const totals = await readArchive(inChunks(gzipSync(buildTar(entries))), {
      limits: DEFAULT_LIMITS,
      onMember: () => undefined,
    });
    expect(totals.members).toBe(4);
  });

  it('throws on what a sink throws, and closes the source', async () => {
    const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
    let closed = false;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        yield* inChunks(gzipSync(buildTar(entries)), 16);
      } finally {
        closed = true;
      }
    }
    const reading = readArchive(source(), {
      limits: DEFAULT_LIMITS,
      onMember: () => () => {
        throw full;
      },
    });
    await expect(reading).rejects.toBe(full);
    expect(closed).toBe(true);
  });

  it('throws on what the source throws', async () => {
    const broken = new Error('the disk is gone');
    async function* source(): AsyncGenerator<Uint8Array> {
      yield* inChunks(gzipSync(buildTar(entries)).subarray(0, 40));
      throw broken;
    }
    await expect(read(source())).rejects.toBe(broken);
  });

  it('refuses an archive that is cut anywhere, before a cut file is complete', async () => {
    const packed = gzipSync(buildTar(entries));
    for (let length = 0; length < packed.length; length += 1) {
      await expect(read(inChunks(packed.subarray(0, length)))).rejects.toMatchObject({
        code: 'ERR_ARCHIVE_FORMAT',
      });
    }
    const tar = buildTar(entries);
    for (let length = 0; length < tar.length; length += 100) {
      const seen: Read = { members: [], contents: new Map() };
      const cut = read(inChunks(gzipSync(tar.subarray(0, length))), DEFAULT_LIMITS, seen);
      await expect(cut).rejects.toMatchObject({ code: 'ERR_ARCHIVE_FORMAT' });
      expect(seen.contents.get('package/data') ?? 'd'.repeat(1025)).toBe('d'.repeat(1025));
    }
  });

  it('answers any damage of a header with a code of its own, or reads a member as it stands there', async () => {
    const tar = buildTar([...entries, paxEntry({ path: 'package/long' }), file('package/l', 3)]);
    await fc.assert(
      fc.asyncProperty(fc.nat(tar.length - 1), fc.integer({ min: 1, max: 255 }), async (offset, change) => {
        const damaged = Buffer.from(tar);
        damaged.writeUInt8(damaged.readUInt8(offset) ^ change, offset);
        const outcome = await read(inChunks(storedGzip(damaged))).then(
          ({ totals }) => totals.members,
          (error: unknown) => (error as { code: string }).code,
        );
        // A flipped byte of content is nobody's business here; any other one breaks a checksum or a rule.
        expect([
          5,
          'ERR_ARCHIVE_FORMAT',
          'ERR_ARCHIVE_PATH',
          'ERR_ARCHIVE_TYPE',
          'ERR_ARCHIVE_COLLISION',
        ]).toContain(outcome);
      }),
      { numRuns: 500 },
    );
  });
});

describe('readArchive keeps its limits', () => {
  const small = [file('package/a', 10), file('package/b', 20)];

  it.each<[string, Partial<ArchiveLimits>, number]>([
    ['members', { maxMembers: 3 }, 3],
    ['depth', { maxDepth: 2 }, 2],
    ['path length', { maxPathLength: 9 }, 9],
    ['member size', { maxMemberSize: 20 }, 20],
    ['total size', { maxTotalSize: 30 }, 30],
  ])('of %s: exactly at the limit passes, one below is refused', async (_name, limits, limit) => {
    const packed = gzipSync(buildTar(small));
    await expect(read(inChunks(packed), limited(limits))).resolves.toMatchObject({ totals: { members: 2 } });
    const [key] = Object.keys(limits) as (keyof ArchiveLimits)[];
    const seen: Read = { members: [], contents: new Map() };
    const tight = limited({ [key!]: limit - 1 });
    await expect(read(inChunks(packed), tight, seen)).rejects.toMatchObject({
      code: 'ERR_ARCHIVE_LIMIT',
      facts: { limit: limit - 1, value: limit },
    });
    expect(seen.contents.has('package/b')).toBe(false);
  });

  it('of members also where one name makes many folders, or one folder is named again and again', async () => {
    const deep = gzipSync(buildTar([{ name: `${'d/'.repeat(20)}a`, content: '' }]));
    await expect(read(inChunks(deep), limited({ maxMembers: 20 }))).rejects.toMatchObject({
      code: 'ERR_ARCHIVE_LIMIT',
    });
    const again = gzipSync(buildTar(Array.from({ length: 21 }, () => ({ name: 'd/', type: '5' }))));
    await expect(read(inChunks(again), limited({ maxMembers: 20 }))).rejects.toMatchObject({
      code: 'ERR_ARCHIVE_LIMIT',
    });
  });

  it('of the ratio, long before a bomb is unpacked', async () => {
    const bomb = gzipSync(buildTar([file('package/bomb', 200 * MIB)]), { level: 9 });
    let delivered = 0;
    const reading = readArchive(inChunks(bomb, 1024), {
      limits: DEFAULT_LIMITS,
      onMember: () => (chunk) => void (delivered += chunk?.length ?? 0),
    });
    await expect(reading).rejects.toMatchObject({ code: 'ERR_ARCHIVE_LIMIT', facts: { limit: 200 } });
    expect(delivered).toBeLessThan(2 * MIB);
  });

  it('of the ratio, which says nothing about a small file', async () => {
    const packed = gzipSync(buildTar([file('package/blank', MIB - 4096)]), { level: 9 });
    await expect(read(inChunks(packed))).resolves.toMatchObject({ totals: { members: 1 } });
  });

  it('of padding after the end', async () => {
    const padded = (blocks: number): Uint8Array => storedGzip(buildTar(small, zeroBlocks(2 + blocks)));
    await expect(read(inChunks(padded(2048)))).resolves.toMatchObject({ totals: { members: 2 } });
    await expect(read(inChunks(padded(2049)))).rejects.toMatchObject({ code: 'ERR_ARCHIVE_LIMIT' });
  });

  it('of PAX headers together', async () => {
    const pairs = Array.from({ length: 6 }, (_, index) => [
      paxEntry({ comment: 'x'.repeat(60_000) }),
      { name: `package/${index}`, content: '' },
    ]).flat();
    const packed = storedGzip(buildTar(pairs));
    await expect(read(inChunks(packed))).resolves.toMatchObject({ totals: { members: 6 } });
    await expect(read(inChunks(packed), limited({ maxTotalSize: 1 }))).rejects.toMatchObject({
      code: 'ERR_ARCHIVE_LIMIT',
    });
  });
});
