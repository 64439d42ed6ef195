import assert from 'node:assert/strict';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { withChangedByte } from './changed-byte.ts';
import type { Site } from './check-repository.ts';
import { OURS } from './clients.ts';
import { Refusal, type Client } from './client.ts';
import { metadataFiles, targetFile } from './mirror-files.ts';
import type { Repository, Targets } from './repository.ts';

/** One changed byte of a target is refused by every client, one of metadata by ours; both recover from it. */
export async function checkRefusals(repository: Repository, targets: Targets, site: Site): Promise<void> {
  const { name, kind, folder } = repository;
  const [[path, bytes] = ['', new Uint8Array()]] = targets;
  const check = (client: Client, files: readonly string[]) =>
    checkRefusal({ client, files, target: [path, bytes] }, repository, site);
  for (const client of site.clients.filter(({ blindTo }) => !blindTo.has(kind)))
    await site.tally.check(`${name}: ${client.name} refuses a target with another byte`, async () =>
      check(client, [targetFile(folder, path, bytes)]),
    );
  for (const [what, files] of await metadataFiles(folder))
    await site.tally.check(`${name}: ${OURS.name} refuses ${what} with another byte`, async () =>
      check(OURS, files),
    );
}

interface Change {
  readonly client: Client;
  /** On the mirror, each to differ by one byte. */
  readonly files: readonly string[];
  readonly target: readonly [string, Uint8Array];
}

/** A new client refuses what was changed, and the same client takes the bytes of the honest mirror later. */
async function checkRefusal(change: Change, repository: Repository, site: Site): Promise<string> {
  const { client, files } = change;
  const [path, bytes] = change.target;
  const folder = await mkdtemp(join(site.folder, 'refusing-'));
  const download = () => client.download({ ...repository, folder, targetPaths: [path] });
  const { message } = await withChangedByte(files, () => refusalOf(download));
  if (client === OURS) assert.match(message, /^ERR_TUF_(SIGNATURE|HASH_MISMATCH):/);
  assert.deepEqual(await download(), [Buffer.from(bytes)]);
  return message.replaceAll(/\s+/g, ' ').slice(0, 80);
}

async function refusalOf(download: () => Promise<unknown>): Promise<Refusal> {
  try {
    await download();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('changed bytes were accepted');
}
