import type { FileHandle } from 'node:fs/promises';
import { GENESIS, parseAuditLine } from '@ragnos-vault/audit';
import type { AuditEvent, AuditHead, AuditRecord, OpenIntent } from '@ragnos-vault/audit';
import { sha256Hex } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';

/** The end of a log: what an append has to know. */
export interface AuditTail {
  readonly size: number;
  /** The last whole lines, without their ends; none of an empty log. */
  readonly lines: readonly Uint8Array[];
  /** What follows the last end of a line. */
  readonly unfinished: Uint8Array;
}

const NEWLINE = 0x0a;
const WINDOW_BYTES = 64 * 1024;

/** Reads as little of the end as holds a whole line; time does not grow with the log. */
export async function readAuditTail(handle: FileHandle): Promise<AuditTail> {
  const { size } = await handle.stat();
  for (let window = WINDOW_BYTES; ; window *= 8) {
    const from = Math.max(0, size - window);
    const bytes = Buffer.alloc(size - from);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
    const tail = { ...cut(bytes.subarray(0, bytesRead), from === 0), size };
    if (from === 0 || tail.lines.length > 0) return tail;
  }
}

function cut(bytes: Buffer, isWhole: boolean): Omit<AuditTail, 'size'> {
  const lines: Uint8Array[] = [];
  // The first line of a window may have begun before it.
  let from = isWhole ? 0 : bytes.indexOf(NEWLINE) + 1;
  for (let end = bytes.indexOf(NEWLINE, from); end !== -1; end = bytes.indexOf(NEWLINE, from)) {
    lines.push(bytes.subarray(from, end));
    from = end + 1;
  }
  return { lines, unfinished: bytes.subarray(from) };
}

/** What the next record follows. Of a last line that proves nothing, its number and the digest of what it is now. */
export async function tailHeadOf(handle: FileHandle, { lines }: AuditTail): Promise<AuditHead> {
  const last = lines.at(-1);
  if (last === undefined) return { seq: 0, sha256: GENESIS };
  const record = tryParse(last);
  return record ?? { seq: await countLines(handle), sha256: sha256Hex(last) };
}

/** The events which say in what state the end of the log was found. */
export function damageOf({ lines, unfinished }: AuditTail): readonly AuditEvent[] {
  const last = lines.at(-1);
  return [
    ...(last === undefined || tryParse(last) !== undefined ? [] : [damage('content', last)]),
    ...(unfinished.length === 0 ? [] : [damage('unfinished', unfinished)]),
  ];
}

/** The intent that no outcome follows. */
export function openIntentOf({ lines }: AuditTail): OpenIntent | undefined {
  for (const line of lines.toReversed()) {
    const record = tryParse(line);
    if (record?.type === 'intent') return record;
    if (record?.type === 'outcome') return undefined;
  }
  return undefined;
}

function damage(reason: 'content' | 'unfinished', bytes: Uint8Array): AuditEvent {
  return { type: 'damage', reason, bytes: bytes.length, digest: sha256Hex(bytes) };
}

function tryParse(line: Uint8Array): AuditRecord | undefined {
  try {
    return parseAuditLine(line);
  } catch (error) {
    if (error instanceof VaultError && error.code === 'ERR_AUDIT_BROKEN') return undefined;
    throw error;
  }
}

async function countLines(handle: FileHandle): Promise<number> {
  let lines = 0;
  const buffer = Buffer.alloc(WINDOW_BYTES);
  for (let at = 0; ;) {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) return lines;
    for (const byte of buffer.subarray(0, bytesRead)) if (byte === NEWLINE) lines += 1;
    at += bytesRead;
  }
}
