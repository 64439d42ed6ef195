import { rollbackPlugins } from '@ragnos-vault/api';
import type { Phase } from '../harness.ts';
import { must, mustRefuse } from '../expect.ts';
import { mustBeSame, readTree } from '../tree.ts';
import { folderOf, install, installFirst, readCurrent, readInstalled } from '../world/consumer.ts';
import type { Consumer } from '../world/consumer.ts';
import { GREETER, WORD_COUNT, writeGreeter } from '../world/plugin-sources.ts';
import { serveVault } from '../world/site.ts';
import { upgradeWhileReading } from '../world/upgrade.ts';
import type { World } from '../world/world.ts';

export const INSTALLATION: Phase = {
  name: 'Client verification and atomic install',
  lines: [
    { name: 'given root.json alone, a client verifies and installs 1.0.0', work: firstInstall },
    { name: 'what lies on disk equals the source, file by file', work: compareFirst },
    { name: '1.1.0 is published and installed as a new set', work: upgrade },
    { name: 'a reader saw the old set or the new one, never a half', work: readMeanwhile },
    { name: '`current` was switched by one rename', work: switchOnce },
    { name: 'rollback brings 1.0.0 back, without one request', work: rollBack },
    { name: 'several plugins are one set: if one is missing, none comes', work: allOrNothing },
    { name: 'two plugins arrive together, and again is `unchanged`', work: installBoth },
  ],
};

async function firstInstall(world: World): Promise<string> {
  const { report } = await installFirst(world);
  const { root, timestamp } = report.roles;
  must(
    report.status === 'installed' && report.generation === 1,
    `${report.status}, set ${report.generation}`,
  );
  return `set 1, root v${root.version}, timestamp v${timestamp.version}`;
}

async function compareFirst(world: World): Promise<string> {
  return mustEqualSource(world, await installFirst(world), '1.0.0');
}

async function upgrade(world: World): Promise<string> {
  const { consumer, report } = await upgradeWhileReading(world);
  must(
    report.status === 'installed' && report.generation === 2,
    `${report.status}, set ${report.generation}`,
  );
  return `set 2, ${await mustEqualSource(world, consumer, '1.1.0')}`;
}

async function readMeanwhile(world: World): Promise<string> {
  const { seen } = await upgradeWhileReading(world);
  const [first, last] = [seen.at(0), seen.at(-1)];
  must(
    first === '1.0.0' && last === '1.1.0',
    `the reader saw ${first ?? 'nothing'} first, ${last ?? ''} last`,
  );
  must(seen.indexOf('1.1.0') > seen.lastIndexOf('1.0.0'), 'the reader saw the old set after the new one');
  return `${seen.length} reads, none failed`;
}

async function switchOnce(world: World): Promise<string> {
  const { before, after } = await upgradeWhileReading(world);
  must(before.inode !== after.inode, '`current` was changed in place');
  must(before.points === 'generations/1' && after.points === 'generations/2', `it names ${after.points}`);
  return `${before.points} -> ${after.points}`;
}

async function rollBack(world: World): Promise<string> {
  const { consumer } = await upgradeWhileReading(world);
  const { requests } = await serveVault(world);
  const asked = requests.length;
  const { from, generation } = await rollbackPlugins(consumer);
  must(requests.length === asked, 'the server was asked for something');
  must((await readCurrent(consumer)) === 'generations/1', '`current` does not name the first set');
  return `set ${from} -> ${generation.number}, ${await mustEqualSource(world, consumer, '1.0.0')}`;
}

async function allOrNothing(world: World): Promise<string> {
  const consumer = await installFirst(world);
  const before = await readInstalled(consumer);
  const specs = [WORD_COUNT, '@acme/not-published'];
  const { code } = await mustRefuse('ERR_TARGET_NOT_FOUND', () => install(world, consumer, { specs }));
  const kept = await readInstalled(consumer);
  // The store may hold what nothing refers to; the set that is live may not change.
  mustBeSame('the installed set', onlySets(before), onlySets(kept));
  return code;
}

async function installBoth(world: World): Promise<string> {
  const consumer = await installFirst(world);
  const specs = [`${GREETER}@1.0.0`, WORD_COUNT];
  const { generation, plugins } = await install(world, consumer, { specs });
  must(plugins.length === 2, `${plugins.length} plugins of 2`);
  const again = await install(world, consumer, { specs });
  must(again.status === 'unchanged' && again.generation === generation, `again: ${again.status}`);
  return `set ${generation}, twice`;
}

async function mustEqualSource(world: World, consumer: Consumer, version: string): Promise<string> {
  const source = await readTree(await writeGreeter(world, version));
  mustBeSame(
    'what is installed, compared with its source,',
    source,
    await readTree(await folderOf(consumer, GREETER)),
  );
  return `${source.size} files equal`;
}

function onlySets(tree: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...tree].filter(([path]) => !path.startsWith('store/')));
}
