import { readFile, writeFile } from 'node:fs/promises';

/** Runs with one byte changed in each of some files of a mirror, and puts them back. */
export async function withChangedByte<T>(paths: readonly string[], run: () => Promise<T>): Promise<T> {
  const kept = await Promise.all(paths.map(async (path) => [path, await readFile(path)] as const));
  try {
    for (const [path, bytes] of kept) await writeFile(path, changeByte(bytes, path));
    return await run();
  } finally {
    for (const [path, bytes] of kept) await writeFile(path, bytes);
  }
}

const EXPIRES = /"expires": *"(?=2[0-9]{3}-)/;

/** What an attacker would like best: metadata that lives a thousand years longer, and still is of the same length. */
function changeByte(bytes: Uint8Array, path: string): Uint8Array {
  const changed = Buffer.from(bytes);
  if (path.endsWith('.json') && path.includes('metadata')) {
    const [before] = EXPIRES.exec(changed.toString('latin1')) ?? [];
    if (before === undefined) throw new Error(`no expiry in ${path}`);
    changed[changed.indexOf(before) + before.length] = 0x33;
    return changed;
  }
  const middle = changed.length >> 1;
  changed[middle] = (changed[middle] ?? 0) ^ 1;
  return changed;
}
