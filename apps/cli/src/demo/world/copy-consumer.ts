import { cp, mkdtemp } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Consumer } from './consumer.ts';
import type { World } from './world.ts';

/** A second machine in the same state, its trusted metadata included, for a line to do with as it likes. */
export async function copyConsumer(world: World, consumer: Consumer): Promise<Consumer> {
  const pluginsDir = await mkdtemp(join(world.dir, 'plugins-'));
  await cp(consumer.pluginsDir, pluginsDir, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => basename(path) !== '.lock',
  });
  return { ...consumer, pluginsDir };
}
