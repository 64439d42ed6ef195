import assert from 'node:assert/strict';
import type { Tally } from '../corpus/tally.ts';
import { record } from './faults.ts';
import type { Operation } from './operations.ts';
import { isMutating, type Call } from './parse-trace.ts';
import type { World } from './world.ts';

interface OrderInput {
  readonly world: World;
  readonly tally: Tally;
}

/** Power may fail as well: what a switch leads to must be on the disk before it, and the switch itself after it. */
export async function checkOrder(
  operation: Operation,
  calls: readonly Call[],
  { world, tally }: OrderInput,
): Promise<void> {
  const dir = world.placeFor(operation, `record-${operation}`).pluginsDir;
  if (operation === 'gc') {
    await tally.check('gc: sets are gone for good before what they held is', () =>
      check(calls, mustForgetFirst, dir),
    );
    return;
  }
  await tally.check(`${operation}: write, sync, rename, sync of the folder`, () =>
    check(calls, mustBeDurable, dir),
  );
  // They unpack nothing.
  if (operation === 'rollback' || operation === 'remove') return;
  await tally.check(`${operation}: every file is synced alone where there is no sync command`, async () => {
    return check(await record(operation, world, true), mustBeSyncedAlone, dir);
  });
}

function check(
  calls: readonly Call[],
  rule: (calls: readonly Call[], dir: string) => void,
  dir: string,
): Promise<string> {
  rule(calls, dir);
  return Promise.resolve(`(${calls.length} calls)`);
}

function mustBeDurable(calls: readonly Call[], dir: string): void {
  const commit = commitOf(calls, dir);
  const before = calls.slice(0, commit);
  const after = calls.slice(commit);
  mustFind(after, (call) => isSync(call, dir), 'no sync of the folder after `current` was renamed');
  const written = before.findLastIndex((call) => isMutating(call, dir) && isContent(call, dir));
  const marked = before.findLastIndex(({ name, text }) => name === 'openat' && text.includes('.activated'));
  if (marked !== -1) {
    const rest = before.slice(marked);
    const isMark = ({ name, text }: Call) =>
      name === 'fsync' && new RegExp(`<${dir}/generations/[0-9]+>`).test(text);
    mustFind(rest, isMark, 'no sync of the mark that a set was live');
  }
  if (written === -1) return;
  const isSynced = before.slice(written).some(({ name, text }) => name === 'syncfs' && text.includes(dir));
  assert.ok(
    isSynced,
    `nothing is synced after ${before[written]?.name ?? ''} ${before[written]?.text ?? ''}`,
  );
  mustSyncRecords(before, dir);
}

/** The record of a set, and the copy of it, are synced while they are written, whatever comes later. */
function mustSyncRecords(calls: readonly Call[], dir: string): void {
  for (const ending of ['/.generation.json', '.json']) {
    const path = new RegExp(`<${dir}/.staging/generation-[0-9a-f-]{36}${ending.replaceAll('.', '\\.')}>`);
    const isSynced = ({ name, text }: Call) => name === 'fsync' && path.test(text);
    mustFind(calls, isSynced, `no sync of a record of the set: ${ending}`);
  }
}

function mustBeSyncedAlone(calls: readonly Call[], dir: string): void {
  const before = calls.slice(0, commitOf(calls, dir));
  assert.ok(!before.some(({ name }) => name === 'syncfs'), 'there is a sync command');
  const synced = new Set(before.flatMap((call) => (call.name === 'fsync' ? (pathOf(call) ?? []) : [])));
  const made = before.flatMap(({ name, text }) => {
    const [, from, to] = name === 'rename' ? (/^"([^"]*)", "([^"]*)"/.exec(text) ?? []) : [];
    return from !== undefined && to?.startsWith(`${dir}/store/`) ? { from, to } : [];
  });
  assert.ok(made.length > 0, 'nothing was put into the store');
  for (const { from, to } of made) {
    const inside = before.flatMap(({ name, text }) => {
      const path = name === 'openat' && text.includes('O_CREAT') ? /"([^"]*)"/.exec(text)?.[1] : undefined;
      return path !== undefined && (path === from || path.startsWith(`${from}/`)) ? path : [];
    });
    for (const path of inside) {
      const final = `${to}${path.slice(from.length)}`;
      assert.ok(synced.has(final), `not synced: ${final}`);
    }
  }
  for (const folder of ['', '/store', '/generations'])
    assert.ok(synced.has(`${dir}${folder}`), `not synced: ${folder}`);
}

function mustForgetFirst(calls: readonly Call[], dir: string): void {
  const isGone = (folder: string) => (call: Call) =>
    call.name === 'rename' && call.text.startsWith(`"${dir}/${folder}/`);
  const lastSet = calls.findLastIndex(isGone('generations'));
  const firstEntry = calls.findIndex(isGone('store'));
  assert.ok(lastSet !== -1 && lastSet < firstEntry, 'what a set held is removed before the set');
  const between = calls.slice(lastSet, firstEntry);
  mustFind(between, (call) => isSync(call, `${dir}/generations`), 'no sync between sets and what they held');
}

function commitOf(calls: readonly Call[], dir: string): number {
  const at = calls.findIndex(({ name, text }) => name === 'rename' && text.includes(`, "${dir}/current"`));
  assert.notEqual(at, -1, '`current` is not renamed');
  return at;
}

/** What a set consists of; the audit log, trusted metadata and the marks of sets are synced on their own. */
function isContent({ text }: Call, dir: string): boolean {
  const isOwn = text.includes('.activated') || text.includes(`${dir}/.staging/current-`);
  const isIn = ['store', 'generations', '.staging'].some((folder) => text.includes(`${dir}/${folder}/`));
  return isIn && !isOwn && !/ = -1 E|^[0-9]+<[^>]*\/generations\/[0-9]+>/.test(text);
}

function isSync(call: Call, folder: string): boolean {
  return call.name === 'fsync' && pathOf(call) === folder;
}

function pathOf({ text }: Call): string | undefined {
  return /^[0-9]+<([^>]*)>/.exec(text)?.[1];
}

function mustFind(calls: readonly Call[], is: (call: Call) => boolean, otherwise: string): void {
  assert.ok(calls.some(is), otherwise);
}
