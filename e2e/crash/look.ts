import assert from 'node:assert/strict';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { openPluginStore } from '@ragnos-vault/storage';
import { perform, PLUGINS, verify, type Operation, type Place } from './operations.ts';
import { setsOf } from './world.ts';

/** What must hold after an operation, however it ended: the set is the old or the new one, and intact. */
export async function lookAt(operation: Operation, place: Place, said: string): Promise<void> {
  const { before, after } = setsOf(operation);
  assert.ok(said !== 'ERR_INTERNAL', 'the failure had no code');
  const set = await liveSet(place);
  assert.ok(set === before || set === after, `neither the old nor the new set: ${set}`);
  if (said === 'done') assert.equal(set, after);
  assert.equal(readThrough(place), set, 'what is read through `current` is another set');
  if (operation !== 'repair' || said === 'done') await mustBeIntact(place);
}

/** The next run must succeed with nobody's help, and leave nothing of the one before. */
export async function runAgain(operation: Operation, place: Place): Promise<void> {
  // Where it had come to its end already there is nothing to go back to.
  const isDone = operation === 'rollback' && (await liveSet(place)) === setsOf('rollback').after;
  if (!isDone) await perform(operation, place);
  assert.equal(await liveSet(place), setsOf(operation).after);
  assert.equal(readThrough(place), setsOf(operation).after);
  await mustBeIntact(place);
  if (isDone) await openPluginStore(place.pluginsDir).withLock('next', () => Promise.resolve());
  assert.deepEqual(readdirSync(join(place.pluginsDir, '.staging')), [], 'something is left in staging');
  if (operation === 'gc') mustHoldOneSet(place);
}

async function mustBeIntact(place: Place): Promise<void> {
  const { differences } = await verify(place);
  assert.deepEqual(differences, []);
}

async function liveSet({ pluginsDir }: Place): Promise<string> {
  const live = await openPluginStore(pluginsDir).current();
  return (live?.plugins ?? []).map(({ name, version }) => `${name}@${version}`).join(' ');
}

/** As a program reads plugins that knows nothing of the store. */
function readThrough({ pluginsDir }: Place): string {
  const folders = PLUGINS.map((name) =>
    join(pluginsDir, 'current', name.startsWith('@') ? name.slice(1) : `_/${name}`),
  );
  return folders.flatMap((folder) => versionIn(folder) ?? []).join(' ');
}

function versionIn(folder: string): string | undefined {
  try {
    const text = readFileSync(join(folder, 'package.json'), 'utf8');
    const [, name, version] = /"name":"([^"]+)","version":"([^"]+)"/.exec(text) ?? [];
    return `${name ?? ''}@${version ?? ''}`;
  } catch {
    return undefined;
  }
}

function mustHoldOneSet({ pluginsDir }: Place): void {
  const live = /generations\/(.*)/.exec(readlinkSync(join(pluginsDir, 'current')))?.[1] ?? '';
  assert.deepEqual(readdirSync(join(pluginsDir, 'generations')).sort(), [
    live,
    `${live}.json`,
    `${live}.lock`,
  ]);
  assert.equal(readdirSync(join(pluginsDir, 'store')).length, 3 * PLUGINS.length);
}
