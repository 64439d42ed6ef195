import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseLock } from './parse-json.ts';
import type { NxVersions } from './throw-away.ts';

/**
 * The lock file of this repository for a workspace that wants these packages alone; nothing where it holds other versions
 * of them. npm leaves out what nobody needs, and asks the registry for nothing that it has.
 */
export async function ourLock(versions: NxVersions, repository: string): Promise<object | undefined> {
  const lock = parseLock(await readFile(join(repository, 'package-lock.json'), 'utf8'));
  const isOurs = Object.entries(versions).every(
    ([name, version]) => lock.packages[`node_modules/${name}`]?.version === version,
  );
  if (!isOurs) return undefined;
  // Links lead to projects of this repository.
  const installed = Object.entries(lock.packages).filter(
    ([path, { link }]) => path.startsWith('node_modules/') && link !== true,
  );
  return {
    ...lock,
    name: 'throw-away',
    packages: { '': { name: 'throw-away', devDependencies: versions }, ...Object.fromEntries(installed) },
  };
}
