import { createRepositoryServer } from '@ragnos-vault/server';
import type { RequestEvent } from '@ragnos-vault/server';
import { makeVault, publishFirst, type Vault } from './vault.ts';
import { act } from './world.ts';

/** The vault, served. */
export interface Site {
  readonly vault: Vault;
  readonly url: string;
  /** Every request that was answered so far. */
  readonly requests: readonly RequestEvent[];
}

/** Serves the vault on loopback, with the server of `ragnos-vault serve`. */
export const serveVault = act(async (world): Promise<Site> => {
  await publishFirst(world);
  const vault = await makeVault(world);
  const requests: RequestEvent[] = [];
  const server = createRepositoryServer({
    repositoryDir: vault.repositoryDir,
    graceMs: 200,
    onRequest: (event) => void requests.push(event),
  });
  const { url } = await server.listen({ host: '127.0.0.1', port: 0 });
  world.onClose(() => server.close());
  return { vault, url, requests };
});
