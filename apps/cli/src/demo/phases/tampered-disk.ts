import { appendFile, chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listPlugins, rollbackPlugins } from '@ragnos-vault/api';
import { openPluginStore } from '@ragnos-vault/storage';
import { mustBeThere, mustRefuse } from '../expect.ts';
import { mustBeSame } from '../tree.ts';
import { folderOf, readInstalled, type Consumer } from '../world/consumer.ts';
import { copyConsumer } from '../world/copy-consumer.ts';
import { GREETER } from '../world/plugin-sources.ts';
import { upgradeWhileReading } from '../world/upgrade.ts';
import type { World } from '../world/world.ts';

/** Somebody changes a plugin of the set before; going back to it must be refused, and the live set stay. */
export async function noticeChangedFile(world: World): Promise<string> {
  const consumer = await anUpgraded(world);
  await appendFile(join(consumer.pluginsDir, 'generations/1/acme/greeter', 'index.js'), '// changed\n');
  const before = await readInstalled(consumer);
  const { code } = await mustRefuse('ERR_INSTALLED_CORRUPT', () => rollbackPlugins({ ...consumer, to: 1 }));
  mustBeSame('the installed set', before, await readInstalled(consumer));
  return code;
}

export async function noticeAddedFile(world: World): Promise<string> {
  const consumer = await anUpgraded(world);
  await writeFile(join(await folderOf(consumer, GREETER), 'added.js'), 'export {};\n');
  return verifyRefused(consumer);
}

export async function noticeChangedMode(world: World): Promise<string> {
  if (process.platform === 'win32') return 'this system keeps no modes';
  const consumer = await anUpgraded(world);
  await chmod(join(await folderOf(consumer, GREETER), 'README.md'), 0o755);
  return verifyRefused(consumer);
}

async function verifyRefused({ pluginsDir }: Consumer): Promise<string> {
  const { current } = await listPlugins(pluginsDir);
  const plugin = mustBeThere(
    current?.plugins.find(({ name }) => name === GREETER),
    GREETER,
  );
  const { code, facts } = await mustRefuse('ERR_INSTALLED_CORRUPT', () =>
    openPluginStore(pluginsDir).verify(plugin),
  );
  return `${code}: ${String(facts['path'] ?? '')}`;
}

/** A machine whose live set is the second one, whatever the lines before went back to. */
async function anUpgraded(world: World): Promise<Consumer> {
  const { consumer } = await upgradeWhileReading(world);
  const copy = await copyConsumer(world, consumer);
  const { current } = await listPlugins(copy.pluginsDir);
  if (current?.number !== 2) await rollbackPlugins({ ...copy, to: 2 });
  return copy;
}
