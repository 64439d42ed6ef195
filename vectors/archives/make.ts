/**
 * Writes the vectors of this folder: one archive a failure, named after it, and `index.json` with what a strict reader
 * must answer. Run `node vectors/archives/make.ts`; the bytes are the same on every machine.
 */
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'fflate';
import {
  base256,
  buildTar,
  longNameEntry,
  paxEntry,
  paxRecord,
  zeroBlocks,
  type TarEntry,
} from '../../libs/testing/src/lib/tar-builder.ts';

export interface ArchiveVector {
  /** The name of the file without `.tgz`. */
  readonly name: string;
  readonly comment: string;
  /** The code of the refusal; null where the archive must be accepted. */
  readonly code: string | null;
  /** The rule of `docs/rules.md` that it breaks. */
  readonly rule: string | null;
  /** The members that a reader may announce before it refuses, in order. */
  readonly members: readonly string[];
  readonly bytes: Uint8Array;
}

const MANIFEST = 'package/package.json';

/** Comes first in every archive, so that each refusal happens in the middle of a reading. */
const first: TarEntry = { name: MANIFEST, content: '{"name":"vector","version":"1.0.0"}\n' };
const file = (name: string | Uint8Array, more: Partial<TarEntry> = {}): TarEntry => ({
  name,
  content: 'x\n',
  ...more,
});
const folder = (name: string, more: Partial<TarEntry> = {}): TarEntry => ({
  name,
  type: '5',
  mode: 0o755,
  ...more,
});
const special = (type: string, more: Partial<TarEntry> = {}): TarEntry => ({
  name: 'package/special',
  type,
  ...more,
});
const gzip = (bytes: Uint8Array): Uint8Array => gzipSync(bytes, { level: 9, mem: 12, mtime: 0 });
const archive = (...entries: readonly TarEntry[]): Uint8Array => gzip(buildTar([first, ...entries]));

interface Group {
  readonly code: string | null;
  /** Name, comment, bytes, and the members announced if they are others than the manifest. */
  readonly vectors: readonly (readonly [string, string, Uint8Array, (readonly string[])?])[];
}

const accepted: Group = {
  code: null,
  vectors: [
    ['ok-npm', 'what `npm pack` writes', archive(file('package/index.js')), [MANIFEST, 'package/index.js']],
    [
      'ok-dot-folder',
      '`tar -czf x.tgz .`: the root folder itself, then `./` before every name',
      gzip(buildTar([folder('./'), file('./package.json'), folder('./lib/'), file('./lib/a.js')])),
      ['package.json', 'lib', 'lib/a.js'],
    ],
    [
      'ok-folder-twice',
      'a folder listed twice, letter by letter',
      archive(folder('package/lib/'), folder('package/lib')),
      [MANIFEST, 'package/lib', 'package/lib'],
    ],
    [
      'ok-pax-path',
      'a PAX path with a non-ASCII name in NFC',
      archive(paxEntry({ path: 'package/\u00e9.js', mtime: '1.5' }), file('package/_.js')),
      [MANIFEST, 'package/\u00e9.js'],
    ],
    [
      'ok-pax-numeric-path',
      'GHSA-w8wr-v893-vjvp: a PAX path of digits, which crashed node-tar',
      archive(paxEntry({ path: '123' }), file('package/_.js')),
      [MANIFEST, '123'],
    ],
    [
      'ok-gnu-long-name',
      'a GNU long name',
      archive(longNameEntry(`package/${'n'.repeat(120)}`), file('package/short', { magic: 'gnu' })),
      [MANIFEST, `package/${'n'.repeat(120)}`],
    ],
    [
      'ok-prefix',
      'a ustar prefix',
      archive(file('a.js', { prefix: 'package/deep/er' })),
      [MANIFEST, 'package/deep/er/a.js'],
    ],
    [
      'ok-v7',
      'a Unix V7 header, type NUL',
      archive(file('package/a.js', { magic: 'v7', type: '\0' })),
      [MANIFEST, 'package/a.js'],
    ],
    [
      'ok-apple-xattr',
      'extended attributes of macOS, which hold NUL bytes',
      archive(
        paxEntry({
          'LIBARCHIVE.xattr.com.apple.provenance': 'AQIA',
          'SCHILY.xattr.com.apple.provenance': '\u0001\u0002\0',
        }),
        file('package/a.js'),
      ),
      [MANIFEST, 'package/a.js'],
    ],
    [
      'ok-pax-same-size',
      'a PAX size equal to the size in the header',
      archive(paxEntry({ size: '2' }), file('package/a.js')),
      [MANIFEST, 'package/a.js'],
    ],
    [
      'ok-record-padding',
      'zeros up to a record of 10 KiB, as GNU tar writes',
      gzip(buildTar([first], zeroBlocks(18))),
      [MANIFEST],
    ],
    ['ok-gzip-name', 'a file name in the gzip header, as `gzip` writes', withGzipName(archive()), [MANIFEST]],
  ],
};

const paths: Group = {
  code: 'ERR_ARCHIVE_PATH',
  vectors: [
    ['path-parent', 'zip-slip: a `..` segment leaves the folder', archive(file('package/../../evil'))],
    ['path-absolute', 'CVE-2021-32804: an absolute name', archive(file('/etc/evil'))],
    ['path-drive', 'a Windows drive', archive(file('C:/evil'))],
    ['path-drive-relative', 'CVE-2021-37713: a drive-relative name', archive(file('C:evil'))],
    ['path-unc', 'a UNC name', archive(file('\\\\host\\share\\evil'))],
    [
      'path-backslash',
      'CVE-2021-37701: a backslash is a separator on Windows only',
      archive(file('package\\..\\evil')),
    ],
    ['path-stream', 'an alternate data stream of NTFS', archive(file('package/a.js:hidden'))],
    ['path-reserved', 'a DOS device, with an extension', archive(file('package/aux.js'))],
    ['path-reserved-folder', 'a DOS device as a folder', archive(file('package/NUL/a.js'))],
    [
      'path-reserved-superscript',
      'COM and a superscript digit is a device as well',
      archive(file('package/com\u00b9')),
    ],
    ['path-trailing-dot', 'Windows drops a trailing dot', archive(file('package/a.js.'))],
    ['path-trailing-space', 'Windows drops a trailing space', archive(file('package/a.js '))],
    ['path-escape-character', 'ESC steers a terminal', archive(file('package/\u001b[2Ja.js'))],
    ['path-newline', 'a line feed forges lines of a log', archive(file('package/a\nb.js'))],
    ['path-delete-character', 'DEL', archive(file('package/a\u007f.js'))],
    ['path-c1-character', 'CSI of C1 steers a terminal', archive(file('package/a\u009b2J.js'))],
    ['path-bidi', 'CVE-2021-42574: right-to-left override', archive(file('package/a\u202esj.exe'))],
    ['path-zero-width', 'a zero-width space', archive(file('package/a\u200bb.js'))],
    ['path-byte-order-mark', 'a byte order mark inside', archive(file('package/\ufeffa.js'))],
    ['path-not-utf8', 'bytes that are no UTF-8', archive(file(Buffer.from('package/\xff\xfe.js', 'latin1')))],
    [
      'path-overlong-utf8',
      'an over-long UTF-8 form of a slash',
      archive(file(Buffer.from('package/..\xc0\xafevil', 'latin1'))),
    ],
    ['path-not-nfc', 'a decomposed letter', archive(file('package/e\u0301.js'))],
    ['path-dot-segment', 'a `.` segment', archive(file('package/./a.js'))],
    ['path-empty-segment', 'two slashes', archive(file('package//a.js'))],
    ['path-dot-file', 'a file that is the root folder', archive(file('.'))],
    ['path-file-with-slash', 'a file named as a folder', archive(file('package/a.js/', { content: '' }))],
    [
      'path-long-segment',
      'a segment of more than 255 bytes',
      archive(paxEntry({ path: `package/${'n'.repeat(256)}` }), file('package/n')),
    ],
    [
      'path-pax-parent',
      'a `..` segment by a PAX path',
      archive(paxEntry({ path: 'package/../../evil' }), file('package/good.js')),
    ],
    [
      'path-gnu-parent',
      'a `..` segment by a GNU long name',
      archive(longNameEntry('package/../../evil'), file('package/good.js')),
    ],
    [
      'path-prefix-parent',
      'a `..` segment by a ustar prefix',
      archive(file('evil', { prefix: 'package/../..' })),
    ],
  ],
};

const types: Group = {
  code: 'ERR_ARCHIVE_TYPE',
  vectors: [
    ['type-hard-link', 'CVE-2026-24842: a hard link', archive(special('1', { linkname: '/etc/passwd' }))],
    [
      'type-symbolic-link',
      'CVE-2026-23745: a symbolic link',
      archive(special('2', { linkname: '../../evil' })),
    ],
    [
      'type-link-then-write',
      'CVE-2026-26960: a link, then a file written through it',
      archive(special('2', { linkname: '/tmp' }), file('package/special/evil')),
    ],
    [
      'type-long-link',
      'a GNU long link target',
      archive(longNameEntry('/etc/passwd', 'K'), special('2', { linkname: 'x' })),
    ],
    ['type-character-device', 'a character device', archive(special('3'))],
    ['type-block-device', 'a block device', archive(special('4'))],
    ['type-fifo', 'a FIFO', archive(special('6'))],
    ['type-contiguous', 'a contiguous file', archive(special('7', { content: 'x' }))],
    [
      'type-sparse',
      'a GNU sparse file: its content is not what is stored',
      archive(special('S', { content: 'x', magic: 'gnu' })),
    ],
    ['type-dump-folder', 'a GNU dump folder', archive(special('D', { magic: 'gnu' }))],
    ['type-multi-volume', 'a part of a multi-volume archive', archive(special('M', { magic: 'gnu' }))],
    ['type-volume-label', 'a GNU volume label', archive(special('V', { magic: 'gnu' }))],
    [
      'type-solaris-pax',
      'the PAX header of Solaris',
      archive(paxEntry({ path: 'package/b.js' }, 'X'), file('package/a.js')),
    ],
    ['type-unknown', 'a type of nobody', archive(special('Z'))],
    ['type-setuid', 'a setuid file', archive(file('package/a.js', { mode: 0o4755 }))],
    ['type-setgid', 'a setgid folder', archive(folder('package/lib/', { mode: 0o2755 }))],
    ['type-sticky', 'a sticky folder', archive(folder('package/lib/', { mode: 0o1777 }))],
    [
      'type-mode-says-link',
      'a file whose mode says symbolic link',
      archive(file('package/a.js', { mode: 0o120777 })),
    ],
  ],
};

const collisions: Group = {
  code: 'ERR_ARCHIVE_COLLISION',
  vectors: [
    ['collision-duplicate', 'the same file twice', archive(file(MANIFEST))],
    ['collision-case', 'two files that differ in case', archive(file('package/Package.json'))],
    [
      'collision-sharp-s',
      'CVE-2026-23950: full case folding',
      archive(file('package/stra\u00dfe'), file('package/STRASSE')),
      [MANIFEST, 'package/stra\u00dfe'],
    ],
    [
      'collision-capital-sharp-s',
      'U+1E9E has no upper case of its own',
      archive(file('package/stra\u1e9ee'), file('package/strasse')),
      [MANIFEST, 'package/stra\u1e9ee'],
    ],
    [
      'collision-sigma',
      'the final sigma',
      archive(file('package/\u03c3\u03c2'), file('package/\u03c3\u03c3')),
      [MANIFEST, 'package/\u03c3\u03c2'],
    ],
    [
      'collision-ligature',
      'CVE-2021-37712: compatibility form',
      archive(file('package/\ufb01le'), file('package/file')),
      [MANIFEST, 'package/\ufb01le'],
    ],
    [
      'collision-full-width',
      'full-width letters',
      archive(file('package/\uff41.js'), file('package/a.js')),
      [MANIFEST, 'package/\uff41.js'],
    ],
    [
      'collision-case-non-ascii',
      'letters with a ring that differ in case',
      archive(file('package/\u00c5'), file('package/\u00e5')),
      [MANIFEST, 'package/\u00c5'],
    ],
    [
      'collision-ignorable',
      'a variation selector, which HFS+ ignores',
      archive(file('package/a\ufe0f.js'), file('package/a.js')),
      [MANIFEST, 'package/a\ufe0f.js'],
    ],
    [
      'collision-file-then-folder',
      'a file, then the same name as a folder',
      archive(file('package/a'), file('package/a/b')),
      [MANIFEST, 'package/a'],
    ],
    [
      'collision-folder-then-file',
      'a folder, then the same name as a file',
      archive(file('package/a/b'), file('package/a')),
      [MANIFEST, 'package/a/b'],
    ],
    [
      'collision-folder-entry',
      'an empty folder, then the same name as a file',
      archive(folder('package/a/'), file('package/A')),
      [MANIFEST, 'package/a'],
    ],
    [
      'collision-folder-case',
      'two folders that differ in case',
      archive(file('package/lib/a.js'), file('package/Lib/b.js')),
      [MANIFEST, 'package/lib/a.js'],
    ],
  ],
};

const headers: Group = {
  code: 'ERR_ARCHIVE_FORMAT',
  vectors: [
    ['format-bad-checksum', 'a wrong header checksum', archive(file('package/a.js', { checksumError: 1 }))],
    [
      'format-negative-size',
      'GHSA-8x88-c5mf-7j5w: a negative size',
      archive(file('package/a.js', { size: base256(-512n) })),
    ],
    ['format-base256-size', 'a size in base-256', archive(file('package/a.js', { size: base256(2n) }))],
    [
      'format-signed-size',
      'an octal size with a sign',
      archive(file('package/a.js', { size: Buffer.from('-0000000002 ') })),
    ],
    [
      'format-hexadecimal-size',
      'digits, then something else',
      archive(file('package/a.js', { size: Buffer.from('00000000002x') })),
    ],
    [
      'format-blank-size',
      'a file without a size',
      archive(file('package/a.js', { content: '', size: Buffer.alloc(12) })),
    ],
    [
      'format-folder-with-content',
      'a folder with content: some readers skip it, some do not',
      archive(folder('package/lib/', { content: 'x' })),
    ],
    [
      'format-file-with-link-target',
      'a link target on a plain file',
      archive(file('package/a.js', { linkname: '/etc/passwd' })),
    ],
    ['format-name-after-nul', 'a name that goes on after its NUL', archive(file('package/a.js\0.exe'))],
    [
      'format-prefix-without-ustar',
      'a prefix in a Unix V7 header',
      archive(file('a.js', { magic: 'v7', prefix: 'package' })),
    ],
    [
      'format-prefix-in-gnu',
      'a prefix in a GNU header, where times belong',
      archive(file('a.js', { magic: 'gnu', prefix: 'package' })),
    ],
    [
      'format-magic',
      'a magic of no known format',
      archive(file('package/a.js', { overlay: [{ offset: 257, bytes: 'ustar\x0099' }] })),
    ],
    [
      'format-bytes-between',
      'bytes behind the content of a file',
      archive(file('package/a.js', { padding: Buffer.from('hidden') })),
      [MANIFEST, 'package/a.js'],
    ],
    [
      'format-pax-global',
      'a global PAX header',
      archive(paxEntry({ comment: 'x' }, 'g'), file('package/a.js')),
    ],
    [
      'format-pax-size',
      'CVE-2025-62518: a PAX size beside a header size of 0 hides a member',
      archive(paxEntry({ size: '1024' }), file('package/a.js', { content: '' }), file('package/hidden.js')),
    ],
    [
      'format-pax-size-negative',
      'a negative PAX size',
      archive(paxEntry({ size: '-1' }), file('package/a.js')),
    ],
    [
      'format-pax-about-long-name',
      'CVE-2026-53655: a PAX size about a long name',
      archive(paxEntry({ size: '2' }), longNameEntry('package/b.js'), file('package/a.js')),
    ],
    [
      'format-long-name-about-pax',
      'a long name about a PAX header',
      archive(longNameEntry('package/b.js'), paxEntry({ path: 'package/c.js' }), file('package/a.js')),
    ],
    [
      'format-pax-about-pax',
      'a PAX header about a PAX header',
      archive(paxEntry({ mtime: '1' }), paxEntry({ path: 'package/b.js' }), file('package/a.js')),
    ],
    ['format-pax-about-nothing', 'a PAX header at the end', archive(paxEntry({ path: 'package/b.js' }))],
    [
      'format-owner',
      'a group that is no number: Python sees the end of the archive',
      archive(file('package/a.js', { overlay: [{ offset: 116, bytes: '000/00 \0' }] })),
    ],
    [
      'format-time',
      'a time that is no number',
      archive(file('package/a.js', { overlay: [{ offset: 136, bytes: '-0000000001 ' }] })),
    ],
    [
      'format-device-number',
      'a device number that is no number',
      archive(file('package/a.js', { overlay: [{ offset: 329, bytes: 'x' }] })),
    ],
    ['format-pax-empty', 'an empty PAX header', archive(paxEntry(''), file('package/a.js'))],
    [
      'format-pax-twice',
      'a PAX key given twice',
      archive(
        paxEntry(paxRecord('path', 'package/b.js') + paxRecord('path', 'package/c.js')),
        file('package/a.js'),
      ),
    ],
    [
      'format-pax-nul',
      'GHSA-gvwx-54wh-qm9j: a NUL in a PAX path',
      archive(paxEntry({ path: 'package/b.js\0.exe' }), file('package/a.js')),
    ],
    [
      'format-pax-newline',
      'a PAX value that holds a record',
      archive(paxEntry({ uname: `x\n${paxRecord('path', 'package/b.js')}` }), file('package/a.js')),
    ],
    [
      'format-pax-smuggled-record',
      'an extended attribute that holds a record: readers by line see another name',
      archive(
        paxEntry({ 'SCHILY.xattr.user.x': `y\n${paxRecord('path', 'package/b.js').trimEnd()}` }),
        file('package/a.js'),
      ),
    ],
    [
      'format-pax-length',
      'a PAX record with a wrong length',
      archive(paxEntry('20 path=package/b.js\n'), file('package/a.js')),
    ],
    ['format-pax-no-key', 'a PAX record without a key', archive(paxEntry('6 =ab\n'), file('package/a.js'))],
    [
      'format-pax-link',
      'a PAX link target',
      archive(paxEntry({ linkpath: '/etc/passwd' }), file('package/a.js')),
    ],
    [
      'format-pax-charset',
      'a PAX character set: the name means another name',
      archive(paxEntry({ hdrcharset: 'BINARY' }), file('package/a.js')),
    ],
    [
      'format-pax-sparse',
      'a sparse file by PAX keys',
      archive(paxEntry({ 'GNU.sparse.major': '1', 'GNU.sparse.name': 'package/b.js' }), file('package/a.js')),
    ],
    [
      'format-pax-file-type',
      'a star key that changes the type',
      archive(paxEntry({ 'SCHILY.filetype': 'sym' }), file('package/a.js')),
    ],
    [
      'format-pax-mode',
      'a PAX key that some readers take for the mode',
      archive(paxEntry({ mode: '04755' }), file('package/a.js')),
    ],
    [
      'format-long-name-nul',
      'a long name that goes on after its NUL',
      archive(longNameEntry('package/b.js\0.exe'), file('package/a.js')),
    ],
  ],
};

const good = archive();
const goodTar = buildTar([first]);

const streams: Group = {
  code: 'ERR_ARCHIVE_FORMAT',
  vectors: [
    ['stream-not-gzip', 'a tar archive that is not packed', goodTar, []],
    ['stream-empty', 'no bytes at all', new Uint8Array(0), []],
    ['stream-not-tar', 'gzip of something else', gzip(Buffer.alloc(2048, 'plain text ')), []],
    ['stream-no-member', 'an archive of nothing', gzip(zeroBlocks(2)), []],
    [
      'stream-second-member',
      'a second gzip member, which gunzip joins in silence',
      Buffer.concat([good, archive(file('package/hidden.js'))]),
    ],
    [
      'stream-split-members',
      'one archive in two gzip members',
      Buffer.concat([gzip(goodTar.subarray(0, 1024)), gzip(goodTar.subarray(1024))]),
    ],
    [
      'stream-trailing-bytes',
      'bytes after the gzip member, which gunzip ignores',
      Buffer.concat([good, Buffer.from('hidden')]),
    ],
    ['stream-trailing-zeros', 'zeros after the gzip member', Buffer.concat([good, Buffer.alloc(512)])],
    ['stream-cut-gzip', 'a gzip member without its end', good.subarray(0, good.length - 20)],
    [
      'stream-cut-trailer',
      'a gzip member without the last byte of its length',
      good.subarray(0, good.length - 1),
    ],
    ['stream-wrong-crc', 'a wrong gzip checksum', flipped(good, good.length - 8)],
    ['stream-wrong-length', 'a wrong gzip length', flipped(good, good.length - 4)],
    [
      'stream-cut-tar',
      'a tar archive that ends in the middle of a file',
      gzip(buildTar([first, file('package/a.js', { size: 4096 })], new Uint8Array(0))),
      [MANIFEST, 'package/a.js'],
    ],
    ['stream-no-end', 'a tar archive without its zero blocks', gzip(buildTar([first], new Uint8Array(0)))],
    ['stream-one-zero-block', 'a tar archive with one zero block', gzip(buildTar([first], zeroBlocks(1)))],
    [
      'stream-zero-block-between',
      'a member behind one zero block',
      gzip(Buffer.concat([buildTar([first], zeroBlocks(1)), buildTar([file('package/hidden.js')])])),
    ],
    [
      'stream-member-after-end',
      'a member behind the end',
      gzip(Buffer.concat([goodTar, buildTar([file('package/hidden.js')])])),
    ],
    [
      'stream-bytes-after-end',
      'a few bytes behind the end',
      gzip(Buffer.concat([goodTar, Buffer.from('hidden')])),
    ],
  ],
};

const limits: Group = {
  code: 'ERR_ARCHIVE_LIMIT',
  vectors: [
    [
      'limit-ratio',
      'four MiB of zeros in a few KiB',
      archive(file('package/zeros', { content: Buffer.alloc(4 * 1024 * 1024) })),
      [MANIFEST, 'package/zeros'],
    ],
    [
      'limit-member-size',
      'a member that claims 8 GiB',
      archive(file('package/a.js', { size: 0o77777777777 })),
    ],
    ['limit-depth', 'CVE-2024-28863: a path of 33 segments', archive(file(`package/${'d/'.repeat(31)}a`))],
    [
      'limit-path-length',
      'a path of more than 512 bytes',
      archive(
        paxEntry({ path: `package/${`${'n'.repeat(99)}/`.repeat(5)}${'n'.repeat(5)}` }),
        file('package/n'),
      ),
    ],
    [
      'limit-pax-size',
      'a PAX header of more than 256 KiB',
      archive(paxEntry({ comment: 'x'.repeat(256 * 1024) }), file('package/a.js')),
    ],
    [
      'limit-padding',
      'zeros without end behind the archive',
      gzip(Buffer.concat([goodTar, Buffer.alloc(1024 * 1024)])),
    ],
  ],
};

/** Every vector, its bytes made anew. */
export function makeVectors(): readonly ArchiveVector[] {
  return [accepted, paths, types, collisions, headers, streams, limits].flatMap(({ code, vectors }) =>
    vectors.map(([name, comment, bytes, members = [MANIFEST]]) => ({
      name,
      comment,
      code,
      rule: ruleOf(code, name),
      members,
      bytes,
    })),
  );
}

/** The text of `index.json`. */
const RULE_OF_CODE: Readonly<Record<string, string>> = {
  ERR_ARCHIVE_PATH: 'ARC-005',
  ERR_ARCHIVE_TYPE: 'ARC-003',
  ERR_ARCHIVE_COLLISION: 'ARC-004',
  ERR_ARCHIVE_FORMAT: 'ARC-006',
  ERR_ARCHIVE_LIMIT: 'ARC-007',
};

/** Names that lead out of the folder; links; names beyond a limit. */
const RULE_OF_NAME: readonly (readonly [RegExp, string])[] = [
  [/^path-(?:(?:gnu-|pax-|prefix-)?parent|absolute|backslash|drive|drive-relative|unc|stream|dot-segment|dot-file)$/, 'ARC-001'],
  [/^type-(?:hard-link|symbolic-link|long-link|link-then-write)$/, 'ARC-002'],
  [/^limit-(?:depth|path-length)$/, 'ARC-005'],
];

function ruleOf(code: string | null, name: string): string | null {
  if (code === null) return null;
  return RULE_OF_NAME.find(([pattern]) => pattern.test(name))?.[1] ?? RULE_OF_CODE[code] ?? null;
}

export function makeIndex(): string {
  const index = makeVectors().map(({ name, comment, code, rule, members }) => ({
    name,
    comment,
    code,
    rule,
    members,
  }));
  return `${JSON.stringify(index, null, 2)}\n`;
}

function withGzipName(bytes: Uint8Array): Uint8Array {
  const header = Buffer.from(bytes.subarray(0, 10));
  header.writeUInt8(8, 3);
  return Buffer.concat([header, Buffer.from('plugin.tar\0'), bytes.subarray(10)]);
}

function flipped(bytes: Uint8Array, offset: number): Uint8Array {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(offset) ^ 1, offset);
  return copy;
}

if (import.meta.main) {
  for (const { name, bytes } of makeVectors()) writeFileSync(new URL(`${name}.tgz`, import.meta.url), bytes);
  writeFileSync(new URL('index.json', import.meta.url), makeIndex());
}
