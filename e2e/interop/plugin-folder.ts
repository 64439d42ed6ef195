import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

/** Writes a small plugin of three files below `parent`, and resolves to its folder. */
export async function writePluginFolder(parent: string, name: string, version: string): Promise<string> {
  const folder = join(parent, `${name.replace(/^@.*\//, '')}-${version}`);
  const manifest = { name, version, type: 'module', main: 'index.js', license: 'Apache-2.0' };
  const files = new Map([
    ['package.json', `${JSON.stringify(manifest, undefined, 2)}\n`],
    ['index.js', "export { greet } from './lib/greet.js';\n"],
    ['lib/greet.js', `export const greet = (name) => \`hello \${name}, from ${version}\`;\n`],
  ]);
  for (const [path, content] of files) {
    await mkdir(join(folder, dirname(path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

/** Packs a folder with the system's tar, the folder itself included, as a person does by hand. */
export async function packWithTar(folder: string, archive: string): Promise<void> {
  const name = folder.slice(dirname(folder).length + 1);
  await promisify(execFile)('tar', ['-czf', archive, '-C', dirname(folder), name]);
}
