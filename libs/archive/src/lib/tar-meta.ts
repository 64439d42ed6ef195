import { formatError, limitError } from './archive-error.ts';
import { MAX_META_SIZE } from './limits.ts';
import { parsePaxRecords } from './pax-records.ts';
import { decodeName, isZero, stringField } from './tar-field.ts';
import type { TarHeader } from './tar-header.ts';

/** What a PAX header or a GNU long name says about the one member after it. */
export interface TarMeta {
  readonly name: string | undefined;
  readonly size: number | undefined;
}

/** @throws ERR_ARCHIVE_FORMAT, ERR_ARCHIVE_LIMIT for a header about a header, an empty or an over-long one */
export function assertMetaHeader({ size }: TarHeader, earlier: TarMeta | undefined): void {
  // GHSA-vmf3-w455-68vh: tools disagree about what a header about a header means.
  if (earlier !== undefined) throw formatError('a PAX or long-name header about another one');
  if (size === 0) throw formatError('an empty PAX or long-name header');
  if (size > MAX_META_SIZE) {
    throw limitError({ what: 'PAX or long-name header', limit: MAX_META_SIZE, value: size });
  }
}

/** @throws ERR_ARCHIVE_FORMAT, ERR_ARCHIVE_PATH */
export function parseTarMeta({ kind, size }: TarHeader, blocks: Buffer): TarMeta {
  if (!isZero(blocks.subarray(size))) throw formatError('bytes between members');
  const content = blocks.subarray(0, size);
  if (kind === 'long-name') return { name: decodeName(stringField(content, 'long name')), size: undefined };
  const records = parsePaxRecords(content);
  return { name: textOf(records.get('path')), size: sizeOf(records.get('size')) };
}

function textOf(value: Buffer | undefined): string | undefined {
  return value === undefined ? undefined : decodeName(value);
}

function sizeOf(value: Buffer | undefined): number | undefined {
  if (value === undefined) return undefined;
  const size = value.toString('latin1');
  if (!/^(?:0|[1-9][0-9]{0,14})$/.test(size)) throw formatError('a PAX size is not a number');
  return Number(size);
}
