import { VaultError } from '@ragnos-vault/errors';
import { posix } from 'node:path';

/** A folder of the workspace, as Nx writes the roots of projects. @throws ERR_USAGE for one outside of it */
export function parseDirectory(directory: string): string {
  const root = posix.normalize(directory.replaceAll('\\', '/')).replace(/\/$/, '');
  const isInside = root !== '.' && !/^(?:\.\.(?:\/|$)|\/|[a-z]:)/i.test(root);
  if (isInside) return root;
  throw new VaultError('ERR_USAGE', `not a folder below the workspace root: ${directory}`, {
    hint: 'name one relative to the workspace root',
    facts: { directory },
  });
}
