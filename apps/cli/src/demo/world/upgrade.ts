import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { InstallReport } from '@ragnos-vault/installer';
import { folderOf, install, installFirst, pointerOf, readCurrent, type Consumer } from './consumer.ts';
import { GREETER, writeGreeter } from './plugin-sources.ts';
import { publish } from './vault.ts';
import { act } from './world.ts';

interface Pointer {
  readonly points: string;
  readonly inode: number;
}

export interface Upgrade {
  readonly consumer: Consumer;
  readonly report: InstallReport;
  readonly before: Pointer;
  readonly after: Pointer;
  /** The versions that a reader found while it happened, in order. */
  readonly seen: readonly string[];
}

/** Publishes 1.1.0 and installs it, while somebody reads what is installed over and over. */
export const upgradeWhileReading = act(async (world): Promise<Upgrade> => {
  const consumer = await installFirst(world);
  await publish(world, [await writeGreeter(world, '1.1.0')]);
  const before = await readPointer(consumer);
  const reader = readUntilStopped(consumer);
  try {
    const report = await install(world, consumer, { specs: [GREETER] });
    return { consumer, report, before, after: await readPointer(consumer), seen: await reader.stop() };
  } finally {
    await reader.stop();
  }
});

async function readPointer(consumer: Consumer): Promise<Pointer> {
  const { ino } = await lstat(pointerOf(consumer));
  return { points: await readCurrent(consumer), inode: ino };
}

/** Reads as a program does that uses the plugin; a read that fails makes `stop` fail. */
function readUntilStopped(consumer: Consumer): { stop: () => Promise<readonly string[]> } {
  let isStopped = false;
  const seen: string[] = [];
  async function run(): Promise<readonly string[]> {
    while (!isStopped) {
      seen.push(await readVersion(consumer));
      await turn();
    }
    seen.push(await readVersion(consumer));
    return seen;
  }
  const running = run();
  // The failure is told by `stop`; nobody else may take it for one that nobody handles.
  running.catch(() => undefined);
  return {
    stop() {
      isStopped = true;
      return running;
    },
  };
}

async function readVersion(consumer: Consumer): Promise<string> {
  const text = await readFile(join(await folderOf(consumer, GREETER), 'package.json'), 'utf8');
  return /"version": "([^"]*)"/.exec(text)?.[1] ?? 'no version';
}
