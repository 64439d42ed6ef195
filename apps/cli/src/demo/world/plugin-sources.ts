import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pluginArchivePath, toPluginId } from '@ragnos-vault/metadata';
import type { World } from './world.ts';

export const GREETER = '@acme/greeter';
export const WORD_COUNT = '@acme/word-count';
export const GREETER_ARCHIVE = archiveOf('1.0.0');

/** The target path of a version of `greeter`. */
export function archiveOf(version: string): string {
  return pluginArchivePath(toPluginId(GREETER), version);
}

/** A small plugin; `marker` makes other bytes of the same version. Each call writes a new folder. */
export async function writeGreeter(world: World, version: string, marker = ''): Promise<string> {
  return writePlugin(world, {
    'package.json': manifest(GREETER, version, { bin: { greet: 'bin/greet.js' } }),
    'index.js': `export const greet = (name) => \`Hello, \${name}! (${version}${marker})\`;\n`,
    'bin/greet.js': `#!/usr/bin/env node\nimport { greet } from '../index.js';\nconsole.log(greet('you'));\n`,
    'templates/welcome.txt': 'Welcome aboard.\n',
    'README.md': '# greeter\n\nSays hello.\n',
    'CHANGELOG.md': changelog(version),
  });
}

export async function writeWordCount(world: World): Promise<string> {
  return writePlugin(world, {
    'package.json': manifest(WORD_COUNT, '1.0.0'),
    'index.js': `export const count = (text) => text.split(/\\s+/).filter(Boolean).length;\n`,
  });
}

/** Writes files into a new folder, those below `bin/` executable, and answers the folder. */
export async function writePlugin(world: World, files: Readonly<Record<string, string>>): Promise<string> {
  await mkdir(join(world.dir, 'sources'), { recursive: true });
  const folder = await mkdtemp(join(world.dir, 'sources', 'plugin-'));
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    await chmod(file, path.startsWith('bin/') ? 0o755 : 0o644);
  }
  return folder;
}

export function manifest(name: string, version: string, more: object = {}): string {
  return `${JSON.stringify({ name, version, type: 'module', main: 'index.js', ...more }, undefined, 2)}\n`;
}

/** Grows with every version by text that does not pack: an older archive is always the shorter one. */
function changelog(version: string): string {
  const minor = Number(version.split('.')[1]);
  const notes = Array.from({ length: minor + 1 }, (_, at) => {
    return `- 1.${at}.0 build ${createHash('sha256').update(`greeter ${at}`).digest('hex')}\n`;
  });
  return `# Changes\n\n${notes.join('')}`;
}
