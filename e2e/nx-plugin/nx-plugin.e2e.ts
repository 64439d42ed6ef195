// The packed plugin in workspaces of somebody else: on the Nx of this repository, and with `--all` on all that it supports.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packNxPlugin } from '../../tools/scripts/nx-package/pack-nx-plugin.ts';
import { openChecks } from '../nx/checks.ts';
import { playForgeries } from './forgeries.ts';
import { playRelease } from './release.ts';
import { playStory } from './story.ts';
import { makeThrowAway, REPOSITORY, type NxVersions } from './throw-away.ts';

const OURS: NxVersions = { nx: '23.2.1', '@nx/devkit': '23.2.1', '@nx/js': '23.2.1' };
const OTHERS: readonly NxVersions[] = [
  { nx: '22.7.12', '@nx/devkit': '22.7.12', '@nx/js': '22.7.12' },
  { nx: '24.0.6', '@nx/devkit': '24.0.0', '@nx/js': '23.3.1' },
];

const { check, close } = openChecks();
const { archive, fileName } = await packNxPlugin(REPOSITORY);
await check('the package is the same bytes whenever it is packed', async () => {
  if (Buffer.compare(archive, (await packNxPlugin(REPOSITORY)).archive) !== 0) throw new Error('it differs');
});

const folder = await mkdtemp(join(tmpdir(), 'vault-nx-package-'));
const tarball = join(folder, fileName);
await writeFile(tarball, archive);
for (const versions of process.argv.includes('--all') ? [OURS, ...OTHERS] : [OURS]) {
  const workspace = await makeThrowAway(versions);
  const checkHere: typeof check = (name, work) => check(`nx ${versions.nx}: ${name}`, work);
  try {
    await playStory({ workspace, tarball, check: checkHere });
    await playRelease({ workspace, check: checkHere });
    await playForgeries({ workspace, check: checkHere });
  } finally {
    await workspace.remove();
  }
}
await rm(folder, { recursive: true });
close();
