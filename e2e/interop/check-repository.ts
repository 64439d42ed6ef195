import assert from 'node:assert/strict';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tally } from '../corpus/tally.ts';
import { checkRefusals } from './check-refusals.ts';
import { Refusal, type Client } from './client.ts';
import type { Repository, Targets } from './repository.ts';

export interface Site {
  readonly tally: Tally;
  /** For temporary folders. */
  readonly folder: string;
  readonly clients: readonly Client[];
}

/**
 * After each release every client, that of the release before and a new one, downloads all targets with the bytes that
 * were published; changed bytes are refused at the end.
 */
export async function checkRepository(repository: Repository, site: Site): Promise<void> {
  const { tally, clients } = site;
  const returning = await mkdtemp(join(site.folder, 'returning-'));
  const targets = new Map<string, Uint8Array>();
  for (const [at, release] of repository.releases.entries()) {
    const title = `${repository.name}: release ${at + 1}`;
    const isPublished = await tally.check(`${title} is published`, async () => {
      for (const [path, bytes] of await release()) targets.set(path, bytes);
    });
    if (!isPublished) return;
    for (const client of clients)
      await tally.check(titleOf(title, client, repository), () =>
        checkClient({ client, targets, returning: join(returning, client.name) }, repository, site),
      );
  }
  await checkRefusals(repository, targets, site);
}

function titleOf(title: string, { name, blindTo }: Client, { kind }: Repository): string {
  const reason = blindTo.get(kind);
  if (reason === undefined) return `${title} is read by ${name}`;
  return `${title} is not read by ${name}: ${reason}`;
}

interface ClientState {
  readonly client: Client;
  readonly targets: Targets;
  /** The folder of the client that has seen every release. */
  readonly returning: string;
}

async function checkClient(
  { client, targets, returning }: ClientState,
  repository: Repository,
  site: Site,
): Promise<void> {
  const expected = [...targets.values()].map((bytes) => Buffer.from(bytes));
  const input = { ...repository, targetPaths: [...targets.keys()] };
  for (const folder of [returning, await mkdtemp(join(site.folder, 'new-'))]) {
    const download = () => client.download({ ...input, folder });
    if (!client.blindTo.has(repository.kind)) assert.deepEqual(await download(), expected);
    // The day it finds them, this fails, and its entry of `blindTo` goes.
    else
      await assert.rejects(download, (error) => error instanceof Refusal && /not found/.test(error.message));
  }
}
