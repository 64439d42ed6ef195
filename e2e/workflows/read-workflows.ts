import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseWorkflow, type Workflow } from './workflow.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const FOLDERS = ['.github/workflows', 'examples/workflows'];

/** The workflows that run here, and those that users copy. */
export async function readWorkflows(): Promise<readonly Workflow[]> {
  return (await Promise.all(FOLDERS.map(readFolder))).flat();
}

/** The workflows of a folder, by its path from the root of the workspace. */
export async function readFolder(folder: string): Promise<readonly Workflow[]> {
  const names = (await readdir(join(ROOT, folder))).filter((name) => name.endsWith('.yml')).sort();
  return Promise.all(
    names.map(async (name) =>
      parseWorkflow(`${folder}/${name}`, await readFile(join(ROOT, folder, name), 'utf8')),
    ),
  );
}
