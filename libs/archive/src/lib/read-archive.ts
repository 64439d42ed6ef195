import { limitError } from './archive-error.ts';
import { gunzipMember } from './gunzip-member.ts';
import { RATIO_FLOOR } from './limits.ts';
import type { ArchiveLimits } from './member.ts';
import { createTarReader, type TarReaderInput } from './tar-reader.ts';

export interface ArchiveTotals {
  /** Files and folders that the archive lists. */
  readonly members: number;
  /** Bytes of all files. */
  readonly unpackedSize: number;
  readonly packedSize: number;
}

/**
 * Reads one `.tar.gz`, the only way this product ever does, so that what was scanned is what is installed.
 *
 * Members are announced in the order of the archive; `onMember` sees one only after it passed every rule, and its sink
 * gets the content as it is unpacked, then `undefined`. A later member may still be refused: whatever was written
 * before the promise fulfils must be thrown away. What `onMember` or a sink throws ends the reading and is thrown on.
 * On any failure `source` is closed. Memory does not grow with the archive, but for the names.
 *
 * @throws ERR_ARCHIVE_FORMAT not exactly one gzip member that holds exactly one well-formed tar archive
 * @throws ERR_ARCHIVE_TYPE a member is neither file nor folder, or is setuid, setgid or sticky
 * @throws ERR_ARCHIVE_PATH a name is not portable (`parseMemberPath`)
 * @throws ERR_ARCHIVE_COLLISION two members would be one file, or a file would be a folder
 * @throws ERR_ARCHIVE_LIMIT more, deeper, longer, larger or packed more tightly than `limits`
 */
export async function readArchive(
  source: AsyncIterable<Uint8Array>,
  input: TarReaderInput,
): Promise<ArchiveTotals> {
  const reader = createTarReader(input);
  const meter = createRatioMeter(input.limits);
  const packedSize = await gunzipMember(source, (bytes, packed) => {
    meter.count(bytes.length, packed);
    reader.write(bytes);
  });
  return { ...reader.end(), packedSize };
}

function createRatioMeter({ maxRatio }: ArchiveLimits): { count: (length: number, packed: number) => void } {
  let unpacked = 0;

  function count(length: number, packed: number): void {
    unpacked += length;
    if (unpacked <= RATIO_FLOOR || unpacked <= packed * maxRatio) return;
    throw limitError({
      what: 'unpacked bytes per packed byte',
      limit: maxRatio,
      value: Math.ceil(unpacked / packed),
    });
  }

  return { count };
}
