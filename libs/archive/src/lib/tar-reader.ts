import { formatError, limitError, memberFormatError } from './archive-error.ts';
import { createBlockFeed } from './block-feed.ts';
import { MAX_END_PADDING } from './limits.ts';
import type { ArchiveLimits, MemberHeader } from './member.ts';
import { createMemberGate } from './member-gate.ts';
import { createSecondReading } from './second-reading.ts';
import { isZero } from './tar-field.ts';
import { BLOCK_SIZE, parseTarHeader, type TarHeader } from './tar-header.ts';
import { assertMetaHeader, parseTarMeta, type TarMeta } from './tar-meta.ts';

/** Takes the content of one file piece by piece, `undefined` at its end. A piece is valid during the call only. */
export type MemberSink = (chunk: Uint8Array | undefined) => void;

export interface TarReaderInput {
  readonly limits: ArchiveLimits;
  /** Called once a member has passed every rule; gives a sink where the content is wanted. */
  readonly onMember: (member: MemberHeader) => MemberSink | undefined;
}

export interface TarReader {
  readonly write: (bytes: Buffer) => void;
  readonly end: () => { readonly members: number; readonly unpackedSize: number };
}

interface OpenFile {
  remaining: number;
  padding: number;
  readonly close: () => void;
}

/**
 * Reads raw tar bytes, synchronously and without buffering more than one header.
 * @throws ERR_ARCHIVE_FORMAT, ERR_ARCHIVE_TYPE, ERR_ARCHIVE_PATH, ERR_ARCHIVE_COLLISION, ERR_ARCHIVE_LIMIT
 */
export function createTarReader({ limits, onMember }: TarReaderInput): TarReader {
  const second = createSecondReading();
  const gate = createMemberGate(limits);
  const feed = createBlockFeed((blocks) => step(blocks));
  let step: (blocks: Buffer) => number = readHeader;
  let meta: TarMeta | undefined;
  let zeroBlocks = 0;
  let endPadding = 0;

  function readHeader(blocks: Buffer): number {
    const block = blocks.subarray(0, BLOCK_SIZE);
    if (isZero(block)) {
      readZeroBlock(block);
    } else {
      if (zeroBlocks > 0) throw formatError('a member follows a zero block');
      const header = parseTarHeader(block);
      if (header.kind === 'pax' || header.kind === 'long-name') openMeta(header, block);
      else openMember(header, block);
    }
    return BLOCK_SIZE;
  }

  function readZeroBlock(block: Buffer): void {
    if (meta !== undefined) throw formatError('a PAX or long-name header about nothing');
    second.feed(block);
    zeroBlocks += 1;
    if (zeroBlocks === 2) step = readPadding;
  }

  /** The Parser is not fed any more: it would keep what follows the end. */
  function readPadding(blocks: Buffer): number {
    assertZeros(blocks);
    endPadding += blocks.length;
    if (endPadding > MAX_END_PADDING) {
      throw limitError({ what: 'padding after the archive', limit: MAX_END_PADDING, value: endPadding });
    }
    return blocks.length;
  }

  function openMeta(header: TarHeader, block: Buffer): void {
    assertMetaHeader(header, meta);
    gate.admitMeta(header);
    second.feed(block);
    const pieces: Buffer[] = [];
    let remaining = paddedSize(header.size);
    step = (blocks) => {
      const piece = blocks.subarray(0, remaining);
      pieces.push(Buffer.from(piece));
      remaining -= piece.length;
      if (remaining === 0) closeMeta(header, Buffer.concat(pieces));
      return piece.length;
    };
  }

  function closeMeta(header: TarHeader, content: Buffer): void {
    meta = parseTarMeta(header, content);
    // In one piece: the Parser decodes each piece as UTF-8 on its own.
    second.feed(content);
    step = readHeader;
  }

  function openMember(header: TarHeader, block: Buffer): void {
    const { read, member } = gate.admit(header, meta);
    meta = undefined;
    second.feed(block);
    const entry = second.openEntry(read);
    const sink = member === undefined ? undefined : onMember(member);
    let delivered = 0;
    entry.on('data', (chunk: Buffer) => {
      delivered += chunk.length;
      sink?.(chunk);
    });
    const close = (): void => {
      if (delivered !== read.size || !entry.emittedEnd)
        throw memberFormatError(read.name, 'node-tar gave another content');
      if (read.kind === 'file') sink?.(undefined);
      step = readHeader;
    };
    openBody({ remaining: read.size, padding: paddedSize(read.size) - read.size, close });
  }

  function openBody(file: OpenFile): void {
    if (file.remaining === 0) {
      file.close();
      return;
    }
    step = (blocks) => {
      const content = Math.min(file.remaining, blocks.length);
      const padding = Math.min(file.padding, blocks.length - content);
      assertZeros(blocks.subarray(content, content + padding));
      second.feed(blocks.subarray(0, content + padding));
      file.remaining -= content;
      file.padding -= padding;
      if (file.remaining + file.padding === 0) file.close();
      return content + padding;
    };
  }

  function end(): ReturnType<TarReader['end']> {
    assertZeros(feed.rest());
    if (zeroBlocks < 2) throw formatError('archive is cut: it does not end with two zero blocks');
    second.end();
    return gate.totals();
  }

  return { write: feed.write, end };
}

function assertZeros(bytes: Buffer): void {
  if (!isZero(bytes)) throw formatError('bytes between members or after the archive');
}

function paddedSize(size: number): number {
  return Math.ceil(size / BLOCK_SIZE) * BLOCK_SIZE;
}
