import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import {
  base256,
  buildTar,
  longNameEntry,
  paxEntry,
  paxRecord,
  zeroBlocks,
  type TarEntry,
} from '../../libs/testing/src/lib/tar-builder.ts';
import type { Case } from './listing.ts';

const first: TarEntry = { name: 'package/package.json', content: '{"name":"a","version":"1.0.0"}' };
const last: TarEntry = { name: 'package/last.js', content: 'last' };
const file = (more: Partial<TarEntry> = {}): TarEntry => ({
  name: 'package/a.js',
  content: 'content of a',
  ...more,
});
const gzip = (bytes: Uint8Array): Uint8Array => gzipSync(bytes);

/** What may stand between the first and the last member; each is tried in every form of header that can hold it. */
const FEATURES: ReadonlyMap<string, readonly TarEntry[]> = new Map<string, readonly TarEntry[]>([
  ['file', [file()]],
  ['empty file', [file({ content: '' })]],
  ['block', [file({ content: 'x'.repeat(512) })]],
  ['block and a byte', [file({ content: 'x'.repeat(513) })]],
  ['old file', [file({ type: '\0' })]],
  ['old folder', [file({ name: 'package/a/', type: '\0', content: '' })]],
  ['folder', [file({ name: 'package/a/', type: '5', content: '', mode: 0o755 })]],
  ['folder without slash', [file({ name: 'package/a', type: '5', content: '', mode: 0o755 })]],
  ['folder with size', [file({ name: 'package/a/', type: '5' })]],
  ['folder that claims a size', [file({ name: 'package/a/', type: '5', content: '', size: 512 })]],
  ['hard link', [file({ type: '1', content: '', linkname: 'package/package.json' })]],
  ['hard link with content', [file({ type: '1', linkname: 'package/package.json' })]],
  ['symbolic link', [file({ type: '2', content: '', linkname: '../x' })]],
  ...Array.from('3467DMNSVXAEg').map((type) => [`type ${type}`, [file({ type })]] as const),
  ['link name on a file', [file({ linkname: 'x' })]],
  ['name of 100 bytes', [file({ name: `package/${'n'.repeat(92)}` })]],
  ['unicode name', [file({ name: 'package/\u00e9\u4e2d.js' })]],
  ['name that is not UTF-8', [file({ name: Uint8Array.of(112, 47, 0xff, 0xfe) })]],
  ['name after a NUL', [file({ name: 'package/a.js\0.exe' })]],
  ['dot segments', [file({ name: './package/./a.js' })]],
  ['leading dot', [file({ name: './package/a.js' })]],
  ['parent', [file({ name: '../a.js' })]],
  ['double slash', [file({ name: 'package//a.js' })]],
  ['backslash', [file({ name: 'package\\a.js' })]],
  ['quotes', [file({ name: 'package/"a" \'b\'.js' })]],
  ['trailing slash', [file({ name: 'package/a.js/' })]],
  ['twice', [file(), file({ content: 'other' })]],
  ['case', [file(), file({ name: 'package/A.js' })]],
  ['pax path', [paxEntry({ path: 'package/pax.js' }), file()]],
  ['pax long path', [paxEntry({ path: `package/${'p/'.repeat(20)}${'n'.repeat(180)}.js` }), file()]],
  ['pax path with equals', [paxEntry({ path: 'package/a=b=c.js' }), file()]],
  ['pax size same', [paxEntry({ size: '12' }), file()]],
  ['pax size greater', [paxEntry({ size: '600' }), file({ content: 'x'.repeat(12) })]],
  ['pax size zero', [paxEntry({ size: '0' }), file()]],
  ['pax size over zero', [paxEntry({ size: '512' }), file({ size: 0, content: 'x'.repeat(512) })]],
  ['pax link path', [paxEntry({ linkpath: 'x' }), file()]],
  ['pax link', [paxEntry({ linkpath: 'x' }), file({ type: '2', content: '' })]],
  ['pax mtime', [paxEntry({ mtime: '1.25', atime: '2', ctime: '-1' }), file()]],
  ['pax character set', [paxEntry({ hdrcharset: 'BINARY', path: 'package/b.js' }), file()]],
  ['pax comment', [paxEntry({ comment: 'hello' }), file()]],
  ['pax attributes', [paxEntry({ 'SCHILY.xattr.user.a': 'b', 'LIBARCHIVE.xattr.a': 'Yg' }), file()]],
  [
    'pax attribute with a record',
    [paxEntry({ 'SCHILY.xattr.user.a': `b\n${paxRecord('path', 'package/c.js').trimEnd()}` }), file()],
  ],
  ['pax empty path', [paxEntry({ path: '' }), file()]],
  ['pax path with NUL', [paxEntry({ path: 'package/b\0c' }), file()]],
  ['pax path with line feed', [paxEntry({ path: 'package/b\nc' }), file()]],
  ['pax twice', [paxEntry({ path: 'package/b.js' }), paxEntry({ mtime: '1' }), file()]],
  [
    'pax same key twice',
    [paxEntry(paxRecord('path', 'package/b.js') + paxRecord('path', 'package/c.js')), file()],
  ],
  ['pax numeric path', [paxEntry({ path: 'package/1' }), file()]],
  ['pax global', [paxEntry({ path: 'package/g.js' }, 'g'), file()]],
  ['pax global comment', [paxEntry({ comment: 'abc' }, 'g'), file()]],
  ['pax Solaris', [paxEntry({ path: 'package/s.js' }, 'X'), file()]],
  ['pax short length', [paxEntry('9 path=abcdef\n'), file()]],
  ['pax long length', [paxEntry('99 path=a\n'), file()]],
  ['pax length with zero', [paxEntry('010 path=a\n'), file()]],
  ['pax empty', [paxEntry(''), file()]],
  ['pax rest of NULs', [paxEntry(`${paxRecord('path', 'package/b.js')}\0\0\0`), file()]],
  [
    'sparse 0.0',
    [
      paxEntry({
        'GNU.sparse.size': '20',
        'GNU.sparse.numblocks': '1',
        'GNU.sparse.offset': '0',
        'GNU.sparse.numbytes': '12',
      }),
      file(),
    ],
  ],
  [
    'sparse 0.1',
    [
      paxEntry({ 'GNU.sparse.size': '20', 'GNU.sparse.map': '0,12', 'GNU.sparse.name': 'package/b.js' }),
      file(),
    ],
  ],
  [
    'sparse 1.0',
    [
      paxEntry({
        'GNU.sparse.major': '1',
        'GNU.sparse.minor': '0',
        'GNU.sparse.realsize': '20',
        'GNU.sparse.name': 'package/b.js',
      }),
      file({ content: `1\n0\n12\n${'\0'.repeat(505)}content of a` }),
    ],
  ],
  ['long name', [longNameEntry(`package/${'l'.repeat(150)}.js`), file()]],
  ['short long name', [longNameEntry('package/b.js'), file()]],
  [
    'long name of a folder',
    [longNameEntry('package/folder/'), file({ name: 'package/f', type: '5', content: '' })],
  ],
  ['long link', [longNameEntry('x'.repeat(150), 'K'), file()]],
  ['long name and pax', [longNameEntry('package/b.js'), paxEntry({ path: 'package/c.js' }), file()]],
  ['pax and long name', [paxEntry({ path: 'package/c.js' }), longNameEntry('package/b.js'), file()]],
  ['pax size about long name', [paxEntry({ size: '1024' }), longNameEntry('package/b.js'), file()]],
  ['long name about nothing', [longNameEntry('package/b.js')]],
  ['signed size', [file({ size: Buffer.from('-0000000001 ') })]],
  ['size in base 256', [file({ size: base256(12n) })]],
  ['negative size in base 256', [file({ size: base256(-1n) })]],
  ['size with blanks', [file({ size: Buffer.from('         14 ') })]],
  ['size ended by NUL', [file({ size: Buffer.from('00000000014\0') })]],
  ['size without end', [file({ size: Buffer.from('000000000014') })]],
  ['size of blanks', [file({ size: Buffer.from(' '.repeat(12)), content: '' })]],
  ['size of NULs', [file({ size: new Uint8Array(12), content: '' })]],
  ['size with a letter', [file({ size: Buffer.from('0000000014x ') })]],
  ['size with text after', [file({ size: Buffer.from('14\x00000000007') })]],
  ['size in hexadecimal', [file({ size: Buffer.from('0x0000000c \0') })]],
  [
    'hidden member',
    [file({ size: 0, content: buildTar([{ name: 'package/hidden.js', content: 'x' }], new Uint8Array(0)) })],
  ],
  ['archive as content', [file({ content: buildTar([last]) })]],
  ['checksum one off', [file({ checksumError: 1 })]],
  ['padding', [file({ padding: Buffer.alloc(500, 'x') })]],
  ['setuid', [file({ mode: 0o4755 })]],
  ['mode of a folder', [file({ mode: 0o040755 })]],
  [
    'owner names',
    [
      file({
        overlay: [
          { offset: 265, bytes: 'root' },
          { offset: 297, bytes: 'wheel' },
        ],
      }),
    ],
  ],
  ['device numbers', [file({ overlay: [{ offset: 329, bytes: '0000001\x000000002\0' }] })]],
  ['bytes at the end of the header', [file({ overlay: [{ offset: 500, bytes: 'tar\0' }] })]],
  ['times behind the prefix', [file({ overlay: [{ offset: 476, bytes: '00000000001 00000000001 ' }] })]],
  ['prefix', [file({ prefix: 'package/lib' })]],
  ['prefix of 131 bytes', [file({ prefix: 'p'.repeat(131) })]],
  ['prefix of 155 bytes', [file({ prefix: 'p'.repeat(155) })]],
  ['prefix and pax', [paxEntry({ path: 'package/b.js' }), file({ prefix: 'package/lib' })]],
]);

const MAGICS = ['ustar', 'gnu', 'v7'] as const;

/** Archives of every feature in every form of header, and what can be done to a whole archive. */
export function makeCorpus(): readonly Case[] {
  const featured = [...FEATURES].flatMap(([name, entries]) =>
    MAGICS.map((magic) => ({
      name: `${name} (${magic})`,
      bytes: gzip(
        buildTar([first, ...entries.map((entry) => ({ ...entry, magic: entry.magic ?? magic })), last]),
      ),
    })),
  );
  return [...featured, ...wholes()];
}

function wholes(): readonly Case[] {
  const good = buildTar([first, last]);
  const open = buildTar([first], new Uint8Array(0));
  const second = buildTar([file()]);
  const cases: readonly (readonly [string, Uint8Array])[] = [
    ['good', gzip(good)],
    ['padded to a record', gzip(Buffer.concat([good, zeroBlocks(16)]))],
    ['no end', gzip(open)],
    ['one zero block', gzip(Buffer.concat([open, zeroBlocks(1)]))],
    ['a zero block between', gzip(Buffer.concat([open, zeroBlocks(1), second]))],
    ['two archives', gzip(Buffer.concat([good, second]))],
    ['two gzip members', Buffer.concat([gzip(good), gzip(second)])],
    ['two gzip members of one archive', Buffer.concat([gzip(open), gzip(second)])],
    ['bytes behind the archive', gzip(Buffer.concat([good, Buffer.from('x')]))],
    ['bytes behind gzip', Buffer.concat([gzip(good), Buffer.from('x')])],
    ['zeros behind gzip', Buffer.concat([gzip(good), zeroBlocks(1)])],
    ['nothing', gzip(new Uint8Array(0))],
    ['only the end', gzip(zeroBlocks(2))],
    ['cut', gzip(good).subarray(0, 40)],
    ['cut in a member', gzip(good.subarray(0, 700))],
  ];
  return cases.map(([name, bytes]) => ({ name, bytes }));
}

const HEADER = 512;

/** Archives of one feature with some bytes of some header changed, the checksum made right again; the same at each run. */
export function makeMutations(count: number): readonly Case[] {
  const bases = [...FEATURES.values()].map((entries) => buildTar([first, ...entries, last]));
  const change = fc.record({
    field: fc.constantFrom(
      0,
      90,
      100,
      108,
      116,
      124,
      130,
      136,
      148,
      156,
      157,
      257,
      263,
      265,
      329,
      345,
      475,
      500,
    ),
    byte: fc.constantFrom(
      0,
      0x20,
      0x2d,
      0x2e,
      0x2f,
      0x30,
      0x31,
      0x35,
      0x37,
      0x38,
      0x41,
      0x4c,
      0x67,
      0x78,
      0x80,
      0xff,
    ),
    shift: fc.nat(11),
  });
  const mutation = fc.record({
    base: fc.constantFrom(...bases),
    block: fc.nat(3),
    changes: fc.array(change, { minLength: 1, maxLength: 3 }),
    isRepaired: fc.boolean(),
  });
  return fc
    .sample(mutation, { numRuns: count, seed: 5 })
    .map(({ base, block, changes, isRepaired }, index) => {
      const bytes = Buffer.from(base);
      const start = (block * HEADER) % bytes.length;
      for (const { field, byte, shift } of changes)
        bytes.writeUInt8(byte, start + Math.min(field + shift, HEADER - 1));
      if (isRepaired) repair(bytes.subarray(start, start + HEADER));
      return { name: `mutation ${index}: ${JSON.stringify({ block, changes })}`, bytes: gzip(bytes) };
    });
}

function repair(header: Buffer): void {
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
}
