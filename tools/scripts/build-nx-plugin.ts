// Packs @ragnos-vault/nx into a folder, `out` without one, and prints the path of the archive.
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { packNxPlugin } from './nx-package/pack-nx-plugin.ts';

const root = resolve(import.meta.dirname, '../..');
const folder = resolve(process.argv[2] ?? join(root, 'out'));
const { fileName, archive } = await packNxPlugin(root);
await mkdir(folder, { recursive: true });
await writeFile(join(folder, fileName), archive);
process.stdout.write(`${join(folder, fileName)}\n`);
