import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The licences of the packages that files belong to, as one text; files of this workspace belong to none. */
export async function licencesOf(files: readonly string[], root: string): Promise<string> {
  const folders = new Set(files.flatMap((file) => folderOf(file) ?? []));
  const texts = await Promise.all([...folders].map((folder) => licenceOf(join(root, folder))));
  return [...new Set(texts)].sort().join(`\n${'-'.repeat(80)}\n\n`);
}

/** The folder of the innermost package. */
function folderOf(file: string): string | undefined {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

async function licenceOf(folder: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const [name, version, licence] = ['name', 'version', 'license'].map((key) => textOf(manifest, key));
  const files = (await readdir(folder)).filter((file) => /^(?:licen[cs]e|notice|copying)/i.test(file)).sort();
  if (files.length === 0 && licence === '') throw new Error(`no licence in ${folder}`);
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return `${name} ${version}: ${licence}\n\n${texts.map((text) => `${text.trim()}\n`).join('\n')}`;
}

function textOf(value: unknown, key: string): string {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  return typeof found === 'string' ? found : '';
}
