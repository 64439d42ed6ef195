import { VaultError } from '@ragnos-vault/errors';
import { openTrustedClient } from '@ragnos-vault/metadata';
import { openFetcher, openSharedCache } from '@ragnos-vault/storage';
import { readFile } from 'node:fs/promises';
import { OURS } from '../../clients.ts';
import { Refusal, type Client } from '../../client.ts';

/** Our client on a clock of its own; the others live in the present. */
export function clockedClient(now: () => Date): Client {
  return {
    ...OURS,
    download: async ({ url, trustedRoot, folder, targetPaths }) => {
      const ports = { fetcher: await openFetcher(url), cache: openSharedCache(folder) };
      const client = openTrustedClient({ trustedRoot: await readFile(trustedRoot), now: now() }, ports);
      try {
        await client.refresh();
        const downloaded: Uint8Array[] = [];
        for (const path of targetPaths) {
          const target = await client.findTarget(path);
          if (target === undefined) throw new Refusal(`ERR_TARGET_NOT_FOUND: ${path}`);
          downloaded.push(await client.downloadBytes(target));
        }
        return downloaded;
      } catch (cause) {
        if (cause instanceof VaultError && cause.code.startsWith('ERR_TUF_'))
          throw new Refusal(`${cause.code}: ${cause.message}`, { cause });
        throw cause;
      }
    },
  };
}
