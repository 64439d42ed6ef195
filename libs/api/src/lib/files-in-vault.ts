import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';

const FILE_SCHEME = 'file2:';

/**
 * Those of the signer URIs that name an existing file inside a vault, as paths below it. A link to a medium that is
 * taken away again is no such file.
 */
export async function filesInVault(dir: string, uris: readonly string[]): Promise<readonly string[]> {
  const root = await realpath(dir);
  const files: string[] = [];
  for (const uri of uris.filter((text) => text.startsWith(FILE_SCHEME))) {
    const file = await realpath(resolve(dir, uri.slice(FILE_SCHEME.length))).catch(() => undefined);
    if (file === undefined) continue;
    const path = relative(root, file);
    if (path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path)) files.push(path);
  }
  return files;
}
