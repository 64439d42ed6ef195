import { collectFiles, DEFAULT_LIMITS } from '@ragnos-vault/archive';
import { oneChunk, type Fetcher } from '@ragnos-vault/metadata';
import { tooLong } from './fetch-errors.ts';
import { ioCoded } from './io-coded.ts';
import { readChunks } from './stage-archive.ts';

/**
 * Reads a repository, or the part of one that some plugins need, out of a bundle: an archive of its files, read as
 * strictly as a plugin's. A bundle is a mirror like any other and proves nothing by itself.
 *
 * @throws ERR_ARCHIVE_* for what is no bundle; ERR_IO
 */
export async function bundleFetcher(path: string): Promise<Fetcher> {
  const { files } = await ioCoded(() => collectFiles(readChunks(path), DEFAULT_LIMITS));
  const contents = new Map(files.map((file) => [file.path, file.content]));
  return {
    get: async (name, { maxLength }) => {
      const content = await Promise.resolve(contents.get(name));
      if (content !== undefined && content.length > maxLength) throw tooLong(name, maxLength);
      return content && oneChunk(content);
    },
  };
}
