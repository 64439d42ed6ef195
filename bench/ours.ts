// Our client as a program of its own, which prints what its work cost, start-up left out:
// `ours.ts verify REPOSITORY ROUNDS`, `ours.ts download ROOT URL DIR TARGET ROUNDS`, `ours.ts refuse ROOT URL DIR`,
// `ours.ts resolve ROOT URL DIR NAME RANGE`.
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { VaultError } from '@ragnos-vault/errors';
import { memoryCache, oneChunk, openSingleSource, openTrustedClient } from '@ragnos-vault/metadata';
import type { Fetcher, MetadataCache, TrustedClient } from '@ragnos-vault/metadata';
import { DEFAULT_POLICY } from '@ragnos-vault/scanner';
import { httpFetcher } from '../libs/storage/src/lib/http-fetcher.ts';
import { openSharedCache } from '../libs/storage/src/lib/open-shared-cache.ts';
import { measure, printSample } from './measure.ts';

/** Of `targets.json`: enough for 100,000 targets. */
const TARGETS_MAX_LENGTH = 100_000_000;

/** For its signature, or before that for its size. */
const REFUSALS = ['ERR_TUF_SIGNATURE', 'ERR_TUF_METADATA_INVALID'];

const [command = '', ...args] = process.argv.slice(2);
switch (command) {
  case 'verify':
    await verify(args);
    break;
  case 'download':
    await download(args);
    break;
  case 'refuse':
    await refuse(args);
    break;
  case 'resolve':
    await resolve(args);
    break;
  default:
    throw new Error(`unknown command: ${command}`);
}

/** All of a refresh, from files that lie in memory. */
async function verify([repository = '', rounds = '1']: readonly string[]): Promise<void> {
  const trustedRoot = await readFile(join(repository, 'metadata', '1.root.json'));
  const names = ['timestamp', '1.snapshot', '1.targets'].map((name) => `metadata/${name}.json`);
  const files = new Map<string, Uint8Array>();
  for (const name of names) files.set(name, await readFile(join(repository, name)));
  const fetcher: Fetcher = {
    get: (path) => {
      const bytes = files.get(path);
      return Promise.resolve(bytes && oneChunk(bytes));
    },
  };
  for (let round = 0; round < Number(rounds); round += 1) {
    printSample(
      await measure(() => openClient(trustedRoot, { fetcher, cache: memoryCache() }, true).refresh()),
    );
  }
}

/** As often as `rounds` says, each time as a client that knows nothing but the root. */
async function download([
  root = '',
  url = '',
  dir = '',
  path = '',
  rounds = '1',
]: readonly string[]): Promise<void> {
  for (let round = 0; round < Number(rounds); round += 1) {
    const folder = await mkdtemp(join(dir, 'client-'));
    printSample(
      await measure(async () => {
        const client = openClient(await readFile(root), portsOf(url, folder), true);
        await client.refresh();
        const target = await client.findTarget(path);
        if (target === undefined) throw new Error(`the metadata does not name ${path}`);
        await client.downloadInto(target, (chunks) => writeFile(join(folder, 'target'), chunks));
      }),
    );
  }
}

/** With the limits that our client has by default. */
async function refuse([root = '', url = '', dir = '']: readonly string[]): Promise<void> {
  const client = openClient(await readFile(root), portsOf(url, dir), false);
  printSample(
    await measure(async () => {
      const refusal: unknown = await client.refresh().then(
        () => undefined,
        (error: unknown) => error,
      );
      if (!(refusal instanceof VaultError && REFUSALS.includes(refusal.code)))
        throw new Error('was not refused for what it is', { cause: refusal });
    }),
  );
}

async function resolve([
  root = '',
  url = '',
  dir = '',
  name = '',
  range = '',
]: readonly string[]): Promise<void> {
  printSample(
    await measure(async () => {
      const client = openClient(await readFile(root), portsOf(url, dir), false);
      const { resolveName } = await import('../libs/installer/src/lib/resolve-plugin.ts');
      const source = openSingleSource({ repository: url, client });
      const { target } = await resolveName({ name, ranges: [range] }, source, {
        policy: DEFAULT_POLICY,
        now: new Date(),
      });
      await client.downloadInto(target, (chunks) => writeFile(join(dir, 'target'), chunks));
    }),
  );
}

function openClient(
  trustedRoot: Uint8Array,
  ports: { readonly fetcher: Fetcher; readonly cache: MetadataCache },
  isLarge: boolean,
): TrustedClient {
  const limits = isLarge ? { targetsMaxLength: TARGETS_MAX_LENGTH } : {};
  return openTrustedClient({ trustedRoot, now: new Date(), limits }, ports);
}

function portsOf(url: string, dir: string): { readonly fetcher: Fetcher; readonly cache: MetadataCache } {
  return { fetcher: httpFetcher(url), cache: openSharedCache(join(dir, 'metadata')) };
}
