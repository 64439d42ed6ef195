import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { packWithTar, writePluginFolder } from './plugin-folder.ts';

export const PLUGIN_PATH = 'plugins/acme/hello/1.0.0/hello-1.0.0.tgz';

/** What other tools publish in two releases, each a folder: our plugins, and files that are none, in several bins. */
export interface PeerSources {
  readonly releases: readonly string[];
  /** The folder that was packed as the target `PLUGIN_PATH`. */
  readonly plugin: string;
}

export async function writePeerSources(parent: string): Promise<PeerSources> {
  const releases = ['1.0.0', '1.1.0'].map((version) => ({
    version,
    folder: join(parent, `release-${version}`),
  }));
  const plugins: string[] = [];
  for (const { version, folder } of releases) {
    const plugin = await writePluginFolder(parent, '@acme/hello', version);
    plugins.push(plugin);
    const archive = join(folder, 'plugins', 'acme', 'hello', version, `hello-${version}.tgz`);
    await mkdir(dirname(archive), { recursive: true });
    await packWithTar(plugin, archive);
    await writeNotes(join(folder, 'plugins', 'acme', 'notes', version));
  }
  return { releases: releases.map(({ folder }) => folder), plugin: plugins[0] ?? '' };
}

async function writeNotes(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of ['a.txt', 'b b.txt', 'ü.txt']) await writeFile(join(folder, name), `notes in ${name}\n`);
}
