import assert from 'node:assert/strict';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { Refusal, type Client } from '../../client.ts';
import type { Targets } from '../../repository.ts';
import { clockedClient } from './clocked-client.ts';
import type { Operator } from './operator.ts';
import { assertReason, type Reason } from './refusals.ts';

/** Clients of every kind that have had the same past. */
export interface Fleet {
  /** What they have lived through: `fresh`, `up to date`, `fast-forwarded`. */
  readonly name: string;
  readonly operator: Operator;
  /** The file of the root metadata that they were given. */
  readonly trustedRoot: string;
  /** With the folder in which each keeps what it knows. */
  readonly clients: ReadonlyMap<Client, string>;
}

/** Clients that know nothing but a root. */
export async function newFleet(
  name: string,
  operator: Operator,
  trustedRoot = operator.firstRoot,
): Promise<Fleet> {
  const clients = new Map<Client, string>();
  for (const client of operator.site.clients)
    clients.set(client, await mkdtemp(join(operator.site.folder, 'client-')));
  return { name, operator, trustedRoot, clients };
}

/** It starts from the root that it was given at every run, and forgets the newer ones that it has seen. */
export const FORGETS_ROOTS = ['go-tuf'];

/** Clients that come after it all: with the first root, and with the one that is given out now. */
export async function freshFleets(operator: Operator): Promise<readonly Fleet[]> {
  return [
    await newFleet('fresh', operator),
    await newFleet('fresh, given the newest root', operator, operator.newestRoot),
  ];
}

/** Our client alone, on the operator's clock. */
export async function clockedFleet(name: string, operator: Operator): Promise<Fleet> {
  const folder = await mkdtemp(join(operator.site.folder, 'client-'));
  const clients = new Map([[clockedClient(operator.now), folder]]);
  return { name, operator, trustedRoot: operator.firstRoot, clients };
}

export interface Reading {
  /** Bytes by target path, as they must be. */
  readonly targets: Targets;
  /** What it means that they are read; it goes into the title. */
  readonly because: string;
  /** The operator's server unless it is told. */
  readonly url?: string;
}

/** Every client refreshes and downloads, and gets these bytes. */
export async function assertReads(fleet: Fleet, { targets, because, url }: Reading): Promise<void> {
  const expected = [...targets.values()].map((bytes) => Buffer.from(bytes));
  await forEach(fleet, `reads ${because}`, async (client, folder) => {
    const found = await client.download(inputOf(fleet, { folder, url, paths: [...targets.keys()] }));
    assert.deepEqual(found, expected);
  });
}

export interface Refusing {
  readonly reason: Reason;
  readonly because: string;
  /** None: the refresh alone must fail. */
  readonly paths?: readonly string[];
  readonly url?: string;
  /** Clients that do otherwise, by name; what they do is asserted as well, with `only`. */
  readonly except?: readonly string[];
}

/** Every client refuses, and for this reason. */
export async function assertRefuses(fleet: Fleet, refusing: Refusing): Promise<void> {
  const { reason, because, paths = [], url, except = [] } = refusing;
  await forEach(without(fleet, except), `refuses ${because}`, async (client, folder) => {
    const refusal = await client.download(inputOf(fleet, { folder, url, paths })).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (refusal === undefined) throw new Error('nothing was refused');
    if (!(refusal instanceof Refusal)) throw new Error('no refusal, but a failure', { cause: refusal });
    assertReason(reason, client.name, refusal);
  });
}

/** The same clients, which keep what they know, given another root. */
export function given(trustedRoot: string, fleet: Fleet): Fleet {
  return { ...fleet, trustedRoot };
}

/** Those clients of a fleet which do otherwise than the others. */
export function only(fleet: Fleet, names: readonly string[]): Fleet {
  return { ...fleet, clients: new Map([...fleet.clients].filter(([{ name }]) => names.includes(name))) };
}

function without(fleet: Fleet, names: readonly string[]): Fleet {
  return { ...fleet, clients: new Map([...fleet.clients].filter(([{ name }]) => !names.includes(name))) };
}

interface Download {
  readonly folder: string;
  readonly url: string | undefined;
  readonly paths: readonly string[];
}

function inputOf({ operator, trustedRoot }: Fleet, { folder, url = operator.url, paths }: Download) {
  return { url, trustedRoot, folder, targetPaths: paths };
}

async function forEach(
  { name, operator, clients }: Fleet,
  what: string,
  run: (client: Client, folder: string) => Promise<void>,
): Promise<void> {
  const { tally } = operator.site;
  await Promise.all(
    [...clients].map(([client, folder]) =>
      tally.check(`${operator.name} stolen: ${client.name}, ${name}, ${what}`, () => run(client, folder)),
    ),
  );
}
