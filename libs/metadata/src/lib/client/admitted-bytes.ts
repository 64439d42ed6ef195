import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@ragnos-vault/crypto';

interface Admitted {
  readonly ticket: string;
  readonly document: JsonObject;
}

/** What was admitted last; tuf-js reads it at once, or not at all. */
let waiting: Admitted | undefined;

/**
 * The bytes for tuf-js, which hashes them and then parses their text. To parse 100,000 targets a second time costs as much
 * as to verify them, so that their text is but a ticket, and {@link admittedDocument} knows for what.
 */
export function admittedBytes(bytes: Uint8Array, document: JsonObject): Buffer {
  const ticket = randomUUID();
  waiting = { ticket, document };
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return Object.assign(buffer, { toString: () => JSON.stringify({ ticket }) });
}

/** The document that a ticket stands for; anything else is what it is. */
export function admittedDocument(data: JsonObject): JsonObject {
  if (waiting === undefined || data['ticket'] !== waiting.ticket) return data;
  const { document } = waiting;
  waiting = undefined;
  return document;
}
