import { toVaultError } from '@ragnos-vault/errors';
import type { AuditRecord } from './audit-event.ts';
import type { AuditHead } from './parse-audit-head.ts';
import { GENESIS, parseAuditLine } from './parse-audit-line.ts';
import { splitLines, type Line } from './split-lines.ts';

/**
 * Why a line is not what was written: its bytes were changed (`content`), it has no end (`unfinished`), lines before
 * it were taken out, put in or moved (`sequence`), it follows another line than it was written after (`previous`), the
 * log ends before a line that was seen (`truncated`), that line is another one now (`head`).
 */
export type AuditFaultReason = 'content' | 'unfinished' | 'sequence' | 'previous' | 'truncated' | 'head';

export interface AuditFault {
  /** The first line, counted from 1, at which the log is not what was written. */
  readonly line: number;
  readonly reason: AuditFaultReason;
}

export interface AuditReport {
  readonly lines: number;
  /** Of the last record that is proven. */
  readonly head?: AuditHead;
  readonly fault?: AuditFault;
  /** The last records that prove themselves, wherever the fault is. */
  readonly newest: readonly AuditRecord[];
}

export interface VerifyAuditInput {
  /** A head that was seen before: the log must still go through it. */
  readonly expected?: AuditHead;
  /** How many of the last records to return; none by default. */
  readonly limit?: number;
}

/**
 * Proves a log line by line: each is what was written, and follows the one before it. Lines that were cut off at the
 * end are only missed where a head is expected. Time and memory do not depend on where the fault is.
 */
export async function verifyAuditLog(
  chunks: AsyncIterable<Uint8Array>,
  { expected, limit = 0 }: VerifyAuditInput = {},
): Promise<AuditReport> {
  const newest: AuditRecord[] = [];
  let lines = 0;
  let head: AuditHead | undefined;
  let fault: AuditFault | undefined;
  for await (const line of splitLines(chunks)) {
    lines += 1;
    const record = tryParse(line);
    if (record !== undefined) keep(newest, record, limit);
    const reason =
      fault === undefined ? faultOf({ line, record, number: lines }, { head, expected }) : undefined;
    if (reason !== undefined) fault = { line: lines, reason };
    else if (fault === undefined && record !== undefined) head = { seq: record.seq, sha256: record.sha256 };
  }
  if (fault === undefined && expected !== undefined && expected.seq > lines)
    fault = { line: lines + 1, reason: 'truncated' };
  return { lines, ...(head && { head }), ...(fault && { fault }), newest };
}

interface Found {
  readonly line: Line;
  readonly record: AuditRecord | undefined;
  readonly number: number;
}

interface Known {
  readonly head: AuditHead | undefined;
  readonly expected: AuditHead | undefined;
}

function faultOf({ line, record, number }: Found, { head, expected }: Known): AuditFaultReason | undefined {
  if (!line.isEnded) return 'unfinished';
  if (record === undefined) return 'content';
  if (record.seq !== number) return 'sequence';
  if (record.previous !== (head?.sha256 ?? GENESIS)) return 'previous';
  return record.seq === expected?.seq && record.sha256 !== expected.sha256 ? 'head' : undefined;
}

function tryParse({ bytes, isEnded }: Line): AuditRecord | undefined {
  try {
    return isEnded ? parseAuditLine(bytes) : undefined;
  } catch (error) {
    if (toVaultError(error).code === 'ERR_AUDIT_BROKEN') return undefined;
    throw error;
  }
}

function keep(newest: AuditRecord[], record: AuditRecord, limit: number): void {
  newest.push(record);
  if (newest.length > limit) newest.shift();
}
