// Refreshes once over a shared cache, and prints the version of the timestamp that it trusts.
import { readFileSync } from 'node:fs';
import { openTrustedClient } from '@ragnos-vault/metadata';
import { httpFetcher } from '../src/lib/http-fetcher.ts';
import { openSharedCache } from '../src/lib/open-shared-cache.ts';

const [, , url = '', cacheDir = '', root = ''] = process.argv;

const client = openTrustedClient(
  { trustedRoot: readFileSync(root), now: new Date() },
  { fetcher: httpFetcher(url), cache: openSharedCache(cacheDir) },
);
const { timestamp } = await client.refresh();
process.stdout.write(String(timestamp.version));
