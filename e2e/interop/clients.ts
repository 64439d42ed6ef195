import { readFile } from 'node:fs/promises';
import { TUFIntegration } from '@ragnos-vault/api';
import { VaultError } from '@ragnos-vault/errors';
import type { Peer } from '../../tools/scripts/peers/peers.ts';
import { Refusal, type Client, type DownloadInput } from './client.ts';
import { downloadWithTufJs } from './download-with-tuf-js.ts';
import { runPeerClient } from './run-peer-client.ts';

const NONE: ReadonlyMap<string, string> = new Map();

export const OURS: Client = { name: 'our client', blindTo: NONE, download: downloadWithOurs };
export const TUF_JS: Client = { name: 'tuf-js', blindTo: NONE, download: downloadWithStock };

/** The client of another implementation, as its own process. */
export function clientOf(peer: Peer): Client {
  return {
    name: peer.name,
    blindTo: BLIND_TO[peer.name],
    download: async (input) => readAll(await runPeerClient(peer, input)),
  };
}

const BLIND_TO: Readonly<Record<Peer['name'], ReadonlyMap<string, string>>> = {
  'python-tuf': NONE,
  'go-tuf': new Map([
    ['prefixes', 'it takes path_hash_prefixes for base64; corrected after 2.4.2 by go-tuf#783'],
  ]),
};

async function downloadWithOurs(input: DownloadInput): Promise<readonly Uint8Array[]> {
  const { url, trustedRoot, folder, targetPaths } = input;
  const tufOptions = { repositoryUrl: url, trustedRoot };
  const client = new TUFIntegration({ tufOptions, pluginsDir: folder });
  try {
    await client.refresh();
    const downloaded: Uint8Array[] = [];
    for (const path of targetPaths) downloaded.push(await client.download(path));
    return downloaded;
  } catch (cause) {
    if (cause instanceof VaultError && /^ERR_(TUF|TARGET)_/.test(cause.code))
      throw new Refusal(`${cause.code}: ${cause.message}`, { cause });
    throw cause;
  }
}

async function downloadWithStock(input: DownloadInput): Promise<readonly Uint8Array[]> {
  const files = await downloadWithTufJs(input).catch((cause: unknown) => {
    // tuf-js does not export its errors.
    throw new Refusal(String(cause), { cause });
  });
  return readAll(files);
}

async function readAll(files: readonly string[]): Promise<readonly Uint8Array[]> {
  return Promise.all(files.map(async (file) => readFile(file)));
}
