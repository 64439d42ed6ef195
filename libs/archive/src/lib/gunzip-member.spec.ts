import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { inChunks, storedGzip } from '@ragnos-vault/testing';
import { gunzipMember } from './gunzip-member.ts';

async function gunzip(bytes: Uint8Array, chunk?: number): Promise<string> {
  let text = '';
  const packed = await gunzipMember(inChunks(bytes, chunk), (piece) => {
    text += piece.toString('latin1');
  });
  expect(packed).toBe(bytes.length);
  return text;
}

function member(flags: number, fields: Uint8Array, text = 'hello'): Uint8Array {
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(text), 0);
  trailer.writeUInt32LE(text.length, 4);
  const start = Buffer.from([0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 3]);
  return Buffer.concat([start, fields, deflateRawSync(text), trailer]);
}

const format = { code: 'ERR_ARCHIVE_FORMAT' };

describe('gunzipMember', () => {
  it.each<[string, Uint8Array]>([
    ['no fields', member(0, Buffer.alloc(0))],
    ['a name', member(8, Buffer.from('a.tar\0'))],
    ['a comment', member(16, Buffer.from('comment\0'))],
    ['an extra field', member(4, Buffer.from([3, 0, 1, 2, 3]))],
    ['a header checksum', member(2, Buffer.from([1, 2]))],
    ['all of them', member(31, Buffer.from([1, 0, 9, 0x61, 0, 0x62, 0, 1, 2]))],
    ['a stored block', storedGzip(Buffer.from('hello'))],
  ])('reads a member with %s, however it is cut', async (_name, bytes) => {
    for (let chunk = 1; chunk <= bytes.length; chunk += 1) expect(await gunzip(bytes, chunk)).toBe('hello');
  });

  it('gives what was packed in one piece or many', async () => {
    const text = Array.from({ length: 300_000 }, (_, index) =>
      String.fromCharCode((index * index) % 256),
    ).join('');
    const bytes = gzipSync(Buffer.from(text, 'latin1'));
    expect(await gunzip(bytes)).toBe(text);
    expect(await gunzip(bytes, 65_536)).toBe(text);
  });

  it.each<[string, Uint8Array]>([
    ['another method', Buffer.from([0x1f, 0x8b, 7, 0])],
    ['zlib', Buffer.from([0x78, 0x9c, 3, 0])],
    ['unknown flags', member(0x20, Buffer.alloc(0))],
    ['a name without end', member(8, Buffer.alloc(5000, 'n'))],
    [
      'an extra field without end',
      member(4, Buffer.concat([Buffer.from([0xff, 0xff]), Buffer.alloc(70_000)])),
    ],
    ['a damaged stream', Buffer.concat([member(0, Buffer.alloc(0)).subarray(0, 10), Buffer.alloc(20, 0xff)])],
  ])('refuses %s', async (_name, bytes) => {
    await expect(gunzip(bytes)).rejects.toMatchObject(format);
    await expect(gunzip(bytes, 3)).rejects.toMatchObject(format);
  });

  it('refuses a second member wherever the pieces are cut, and never unpacks it', async () => {
    const first = gzipSync('first');
    const both = Buffer.concat([first, gzipSync('second')]);
    for (let chunk = 1; chunk <= both.length; chunk += 1) {
      let text = '';
      const reading = gunzipMember(inChunks(both, chunk), (piece) => {
        text += piece.toString('latin1');
      });
      await expect(reading).rejects.toMatchObject(format);
      expect(text).toBe('first');
    }
  });

  it('stops at what its listener throws, and asks the source for no more', async () => {
    const stop = new Error('enough');
    const bytes = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    let asked = 0;
    async function* source(): AsyncGenerator<Uint8Array> {
      for await (const piece of inChunks(bytes, 512)) {
        asked += 1;
        yield piece;
      }
    }
    let unpacked = 0;
    const reading = gunzipMember(source(), (piece) => {
      unpacked += piece.length;
      if (unpacked > 1024 * 1024) throw stop;
    });
    await expect(reading).rejects.toBe(stop);
    expect(unpacked).toBeLessThan(2 * 1024 * 1024);
    expect(asked).toBeLessThan(10);
  });
});
