import { readFile, stat } from 'node:fs/promises';
import { packFiles } from '@ragnos-vault/archive';
import type { ArchiveLimits } from '@ragnos-vault/archive';
import { toVaultError, VaultError } from '@ragnos-vault/errors';
import { listPluginFolder } from '@ragnos-vault/storage';

/** Bytes of an archive that is read whole; larger plugins do not fit the memory of a small publisher. */
export const DEFAULT_MAX_ARCHIVE_SIZE = 512 * 1024 * 1024;

/**
 * The archive of a plugin: a folder is packed reproducibly with the files npm would pack, a file is taken byte for byte.
 *
 * @throws ERR_PLUGIN_SOURCE, ERR_MANIFEST_MISSING, ERR_ARCHIVE_*, ERR_IO
 */
export async function readPluginSource(source: string, limits: ArchiveLimits): Promise<Uint8Array> {
  const found = await stat(source).catch((cause: unknown) => {
    throw new VaultError('ERR_PLUGIN_SOURCE', `no such folder or archive: ${source}`, {
      facts: { source },
      cause,
    });
  });
  if (found.isDirectory()) return packFiles(await listPluginFolder(source, limits), limits);
  if (!found.isFile()) {
    throw new VaultError('ERR_PLUGIN_SOURCE', `neither a folder nor a file: ${source}`, {
      facts: { source },
    });
  }
  if (found.size > DEFAULT_MAX_ARCHIVE_SIZE) {
    throw new VaultError(
      'ERR_ARCHIVE_LIMIT',
      `${source} has ${found.size} bytes, more than ${DEFAULT_MAX_ARCHIVE_SIZE}`,
      {
        facts: { source, length: found.size, limit: DEFAULT_MAX_ARCHIVE_SIZE, rule: 'ARC-007' },
      },
    );
  }
  return readFile(source).catch((cause: unknown) => {
    throw toVaultError(cause);
  });
}
