import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ConformanceRepository } from './conformance-repository.ts';

export interface ServedRepository {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves a repository on loopback, below its name, which stands percent-encoded in the address. What a request asks for
 * reaches the repository as it was written, so that a scenario sees how names were encoded.
 */
export async function serveRepository(repo: ConformanceRepository, name: string): Promise<ServedRepository> {
  const prefix = `/${encodeURIComponent(name)}/`;
  const server = createServer((request, response) => {
    const url = request.url ?? '';
    const isRead = request.method === 'GET' && url.startsWith(prefix);
    send(response, isRead ? repo.answer(url.slice(prefix.length)) : undefined);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${prefix.slice(0, -1)}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function send(response: ServerResponse, bytes: Uint8Array | undefined): void {
  if (bytes === undefined) response.writeHead(404).end();
  else response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
}
