import { realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { isServedPath, type ServedPath } from './served-path.ts';

/**
 * Where a served path really lies, once every link is followed. `undefined` if that is outside its own folder of
 * the repository, or under a name which is not served: a link cannot publish what lies elsewhere.
 */
export async function realPathOf(root: string, path: ServedPath): Promise<string | undefined> {
  const [realRoot, real] = await Promise.all([
    realpath(root),
    realpath(join(root, path.folder, ...path.segments)),
  ]);
  const segments = relative(join(realRoot, path.folder), real).split(sep);
  return isServedPath({ folder: path.folder, segments }) ? real : undefined;
}
