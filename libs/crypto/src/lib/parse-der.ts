import { VaultError } from '@ragnos-vault/errors';

interface DerValue {
  readonly tag: number;
  readonly content: Uint8Array;
}

/** Tags of the DER values that key files are made of. */
export const DER_TAG = { integer: 0x02, octetString: 0x04, oid: 0x06, sequence: 0x30 } as const;

/**
 * Parses bytes as DER values that lie side by side and fill them exactly.
 *
 * @throws ERR_KEY_INVALID
 */
export function parseDer(bytes: Uint8Array): readonly DerValue[] {
  const values: DerValue[] = [];
  let rest = bytes;
  while (rest.length > 0) {
    const [tag = 0] = rest;
    const { start, length } = parseLength(rest);
    if (start + length > rest.length) throw damaged();
    values.push({ tag, content: rest.subarray(start, start + length) });
    rest = rest.subarray(start + length);
  }
  return values;
}

/** The SEQUENCE that bytes consist of, and nothing behind it. @throws ERR_KEY_INVALID */
export function parseOuterSequence(bytes: Uint8Array): readonly DerValue[] {
  const [outer, ...behind] = parseDer(bytes);
  if (behind.length > 0) throw damaged();
  return parseSequence(outer);
}

/** The values inside a DER value that must be a SEQUENCE. @throws ERR_KEY_INVALID */
export function parseSequence(value: DerValue | undefined): readonly DerValue[] {
  return parseDer(contentOf(value, DER_TAG.sequence));
}

/** The content of a DER value that must have this tag. @throws ERR_KEY_INVALID */
export function contentOf(value: DerValue | undefined, tag: number): Uint8Array {
  if (value?.tag !== tag) throw damaged();
  return value.content;
}

/** The dotted form of an OBJECT IDENTIFIER. @throws ERR_KEY_INVALID */
export function parseOid(value: DerValue | undefined): string {
  const numbers: number[] = [];
  let number = 0;
  for (const byte of contentOf(value, DER_TAG.oid)) {
    number = number * 0x80 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    numbers.push(number);
    number = 0;
  }
  const [head = 0, ...rest] = numbers;
  const first = Math.min(Math.floor(head / 40), 2);
  return [first, head - first * 40, ...rest].join('.');
}

/** A non-negative INTEGER; beyond 2^53 it is not exact. @throws ERR_KEY_INVALID */
export function parseInteger(value: DerValue | undefined): number {
  return contentOf(value, DER_TAG.integer).reduce((number, byte) => number * 0x100 + byte, 0);
}

function parseLength(bytes: Uint8Array): { readonly start: number; readonly length: number } {
  const first = bytes[1];
  if (first === undefined) throw damaged();
  if (first < 0x80) return { start: 2, length: first };
  const digits = bytes.subarray(2, 2 + first - 0x80);
  if (digits.length === 0 || digits.length > 4) throw damaged();
  return { start: 2 + digits.length, length: digits.reduce((length, byte) => length * 0x100 + byte, 0) };
}

function damaged(): VaultError {
  return new VaultError('ERR_KEY_INVALID', 'a key cannot be read: its DER is damaged');
}
