import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Line } from '../harness.ts';
import { mustRefuse } from '../expect.ts';
import { mustBeSame, readTree } from '../tree.ts';
import { makeVault, publish, publishFirst } from '../world/vault.ts';
import type { World } from '../world/world.ts';
import { attackLine } from './attack.ts';
import { HOSTILE_ARCHIVES, hostilePath } from './hostile-archives.ts';

/** An archive that does harm by being unpacked; the strict reader stops it on both sides. */
export const HOSTILE_ARCHIVE: readonly Line[] = [
  { name: 'hostile archive: none of them can be published', work: refuseAll },
  ...HOSTILE_ARCHIVES.map(({ name, code }, at) => {
    return attackLine({
      name: `hostile archive: ${name}`,
      code,
      plan: () => ({ specs: [hostilePath(at)] }),
    });
  }),
];

async function refuseAll(world: World): Promise<string> {
  await publishFirst(world);
  const { repositoryDir } = await makeVault(world);
  const before = await readTree(repositoryDir);
  const folder = join(world.dir, 'hostile');
  await mkdir(folder);
  for (const [at, { make, code }] of HOSTILE_ARCHIVES.entries()) {
    const archive = join(folder, `hostile-${at}.tgz`);
    await writeFile(archive, make());
    await mustRefuse(code, () => publish(world, [archive]));
  }
  mustBeSame('the repository', before, await readTree(repositoryDir));
  return `${HOSTILE_ARCHIVES.length} of ${HOSTILE_ARCHIVES.length} refused`;
}
