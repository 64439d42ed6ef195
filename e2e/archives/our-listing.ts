import { VaultError } from '../../libs/errors/src/index.ts';
import { DEFAULT_LIMITS, readArchive } from '../../libs/archive/src/index.ts';
import { inChunks } from '../../libs/testing/src/lib/tar-builder.ts';
import { toList, type List } from './listing.ts';

/** What our reader sees; `undefined` where it refuses. Any other failure is thrown on. */
export async function listByUs(bytes: Uint8Array): Promise<List | undefined> {
  const files: [string, Uint8Array][] = [];
  try {
    await readArchive(inChunks(bytes), {
      limits: DEFAULT_LIMITS,
      onMember: ({ path, kind }) => {
        if (kind === 'folder') return undefined;
        const pieces: Buffer[] = [];
        return (chunk) => {
          if (chunk === undefined) files.push([path, Buffer.concat(pieces)]);
          else pieces.push(Buffer.from(chunk));
        };
      },
    });
    return toList(files);
  } catch (error) {
    if (error instanceof VaultError && error.code.startsWith('ERR_ARCHIVE_')) return undefined;
    throw error;
  }
}
