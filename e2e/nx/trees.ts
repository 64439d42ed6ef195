import assert from 'node:assert/strict';
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import { WORKSPACE } from './run-nx.ts';

/** Asserts that an installed plugin holds exactly these files of its source folder, byte for byte. */
export function assertSameFiles(installed: string, source: string, files: readonly string[]): void {
  const there = join(WORKSPACE, installed);
  assert.deepEqual(filesOf(there), [...files].sort());
  for (const file of files) {
    const expected = readFileSync(join(WORKSPACE, source, file));
    assert.ok(readFileSync(join(there, file)).equals(expected), `${file} is not what was published`);
  }
}

/** The files below a folder, sorted, with `/` between the parts of a path. */
export function filesOf(folder: string): readonly string[] {
  // The folder may be a link to the active set; listing starts from where it points.
  const dir = realpathSync(folder);
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map((file) => relative(dir, join(file.parentPath, file.name)).replaceAll('\\', '/')).sort();
}

/** Every file below a folder with its content, to tell whether anything changed. */
export function contentsOf(folder: string): ReadonlyMap<string, string> {
  return new Map(filesOf(folder).map((file) => [file, readFileSync(join(folder, file), 'base64')]));
}
