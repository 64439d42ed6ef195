import { vaultStatus } from '@ragnos-vault/api';
import type { Phase } from '../harness.ts';
import { must, mustRefuse } from '../expect.ts';
import { mustBeSame, readTree } from '../tree.ts';
import { initAgain, makeVault, publishFirst } from '../world/vault.ts';
import type { World } from '../world/world.ts';

export const SET_UP: Phase = {
  name: 'Repository set-up',
  lines: [
    { name: 'a vault is made, with one key for each of the 4 roles', work: makeKeys },
    { name: 'a second init on the same folder is refused', work: refuseSecondInit },
    { name: 'two plugins are packed, scanned, then signed and committed', work: publishPlugins },
    { name: 'every role is signed, valid, and names what it holds', work: readStatus },
  ],
};

async function makeKeys(world: World): Promise<string> {
  const { report } = await makeVault(world);
  const roles = new Set(report.keys.map(({ role }) => role));
  const ids = new Set(report.keys.map(({ keyId }) => keyId));
  must(
    roles.size === 4 && ids.size === 4,
    `4 roles with 4 keys expected, not ${roles.size} with ${ids.size}`,
  );
  return `root sha256:${report.rootSha256.slice(0, 16)}`;
}

async function refuseSecondInit(world: World): Promise<string> {
  const { dir } = await makeVault(world);
  const before = await readTree(dir);
  const { code } = await mustRefuse('ERR_VAULT_EXISTS', () => initAgain(world));
  mustBeSame('the vault', before, await readTree(dir));
  return code;
}

async function publishPlugins(world: World): Promise<string> {
  const { report, events } = await publishFirst(world);
  must(
    report.plugins.length === 2 && report.status === 'published',
    `published: ${report.plugins.length} of 2`,
  );
  const types = events.map(({ type }) => type);
  must(types.lastIndexOf('scanned') < types.indexOf('signed'), 'a key was used before every scan was done');
  must(
    types.indexOf('verified') < types.indexOf('committed'),
    'committed before it was verified as a client',
  );
  return report.plugins.map(({ name, version }) => `${name}@${version}`).join(', ');
}

async function readStatus(world: World): Promise<string> {
  await publishFirst(world);
  const { dir } = await makeVault(world);
  const { roles, targets } = await vaultStatus({ repoDir: dir, now: world.now() });
  must(roles.length === 4 && roles.every(({ expired }) => !expired), 'a role is missing or has expired');
  const archives = targets.filter(({ plugin }) => plugin !== undefined);
  must(archives.length === 2, `2 archives expected among the targets, not ${archives.length}`);
  return `${roles.length} roles, ${targets.length} targets, ${archives.length} of them archives`;
}
