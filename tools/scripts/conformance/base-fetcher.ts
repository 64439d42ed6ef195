import { VaultError } from '@ragnos-vault/errors';
import type { Fetcher } from '@ragnos-vault/metadata';
import { httpFetcher } from '@ragnos-vault/storage';

/** A fetcher whose metadata and targets lie below two addresses, neither of which need end in /metadata or /targets. */
export function baseFetcher(metadataUrl: string, targetsUrl: string | undefined): Fetcher {
  const bases = new Map([['metadata', metadataFetcher(metadataUrl)]]);
  if (targetsUrl !== undefined) bases.set('targets', httpFetcher(targetsUrl));
  return {
    async get(path, options) {
      const slash = path.indexOf('/');
      const base = bases.get(path.slice(0, slash));
      if (base === undefined)
        throw new VaultError('ERR_FETCH_REFUSED', `not a path of a repository: ${path}`, { facts: { path } });
      return base.get(path.slice(slash + 1), options);
    },
  };
}

function metadataFetcher(url: string): Fetcher {
  const plain = httpFetcher(url);
  return {
    // Our client encodes names of roles that cannot be plain text, such as `../role`, and the `%` tells.
    get: (name, options) => (name.includes('%') ? fetchEncoded(url, name) : plain.get(name, options)),
  };
}

/** Asks for a name that is percent-encoded already, which the other would encode once more; its caller bounds it. */
async function fetchEncoded(url: string, name: string): Promise<AsyncIterable<Uint8Array> | undefined> {
  const address = `${url.replace(/\/+$/, '')}/${name}`;
  const response = await fetch(address, { redirect: 'error' }).catch((cause: unknown) => {
    throw failed(address, 'the connection failed', cause);
  });
  if (response.status === 404) return undefined;
  if (response.status === 200 && response.body !== null) return response.body;
  throw failed(address, `the server answered ${response.status}`);
}

function failed(url: string, reason: string, cause?: unknown): VaultError {
  return new VaultError('ERR_FETCH_FAILED', `${reason}: ${url}`, { facts: { url }, cause });
}
