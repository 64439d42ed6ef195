import { addPath } from '@actions/core';
import type { InstallReport } from '@ragnos-vault/installer';
import { chmod, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { parseCommands } from './parse-commands.ts';

/**
 * Adds the commands of installed plugins to PATH, each as a small script that starts it with the Node of the job. A
 * plugin may only name files of its own.
 */
export async function addCommands(
  { plugins }: InstallReport,
  { pluginsDir, tempDir }: { readonly pluginsDir: string; readonly tempDir: string },
): Promise<readonly string[]> {
  await mkdir(tempDir, { recursive: true });
  const dir = await mkdtemp(join(tempDir, 'ragnos-vault-bin-'));
  const names: string[] = [];
  for (const { vendor, shortName } of plugins) {
    const home = join(pluginsDir, 'current', vendor, shortName);
    const manifest: unknown = JSON.parse(await readFile(join(home, 'package.json'), 'utf8'));
    for (const [name, path] of parseCommands(manifest)) {
      const file = resolve(home, path);
      if (!file.startsWith(home + sep)) continue;
      await writeScripts(join(dir, name), file);
      names.push(name);
    }
  }
  addPath(dir);
  return names;
}

async function writeScripts(script: string, file: string): Promise<void> {
  await writeFile(script, `#!/bin/sh\nexec node ${quoted(file)} "$@"\n`);
  await chmod(script, 0o755);
  if (process.platform === 'win32') await writeFile(`${script}.cmd`, `@node "${file}" %*\r\n`);
}

/** For sh, where nothing but the quote itself has a meaning between quotes. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
