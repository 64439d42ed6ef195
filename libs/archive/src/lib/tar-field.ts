import { formatError, pathError } from './archive-error.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Whether every byte is zero. */
export function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

/**
 * An octal number of a header, `undefined` where the field is blank. Digits between spaces, then spaces and NULs;
 * a sign, base-256 and stray characters are refused, because tools disagree about them (GHSA-8x88-c5mf-7j5w).
 */
export function octalField(field: Buffer, name: string): number | undefined {
  const text = field.toString('latin1');
  const digits = /^ *([0-7]*)[ \0]*$/.exec(text)?.[1];
  if (digits === undefined)
    throw formatError(`header field is not an octal number: ${name}`, { field: name });
  return digits === '' ? undefined : Number.parseInt(digits, 8);
}

/** The bytes of a string up to its first NUL; what follows must be NULs (GHSA-gvwx-54wh-qm9j). */
export function stringField(field: Buffer, name: string): Buffer {
  const end = field.indexOf(0);
  if (end === -1) return field;
  if (!isZero(field.subarray(end)))
    throw formatError(`header field goes on after its end: ${name}`, { field: name });
  return field.subarray(0, end);
}

/** @throws ERR_ARCHIVE_PATH the name is not UTF-8 */
export function decodeName(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw pathError(bytes.toString('latin1'), 'name is not UTF-8');
  }
}
