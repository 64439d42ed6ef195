import { sha256Hex } from '@ragnos-vault/crypto';
import type { AuditEvent, Who } from './audit-event.ts';
import type { AuditHead } from './parse-audit-head.ts';

export interface Stamp {
  readonly seq: number;
  readonly time: Date;
  /** The `sha256` of the record before, or {@link GENESIS}. */
  readonly previous: string;
  readonly who: Who;
}

export interface SealedRecord {
  /** One line, with its end. */
  readonly line: Uint8Array;
  /** What the next record follows. */
  readonly head: AuditHead;
}

/**
 * Makes the line of an event. Its last field is the digest of all bytes before that field, which include the digest of
 * the line before.
 */
export function sealRecord(event: AuditEvent, { seq, time, previous, who }: Stamp): SealedRecord {
  const stamp = { seq, time: time.toISOString(), previous, who };
  const body = JSON.stringify({ ...stamp, ...event }).slice(0, -1);
  const sha256 = sha256Hex(new TextEncoder().encode(body));
  const line = new TextEncoder().encode(`${body},"sha256":"${sha256}"}\n`);
  return { line, head: { seq, sha256 } };
}
