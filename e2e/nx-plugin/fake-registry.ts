import { createServer } from 'node:http';
import { once } from 'node:events';

/** A registry that takes nothing, and counts who asks. */
export interface FakeRegistry {
  readonly url: string;
  readonly requests: readonly string[];
  readonly close: () => Promise<void>;
}

export async function openFakeRegistry(): Promise<FakeRegistry> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method ?? ''} ${request.url ?? ''}`);
    response.writeHead(403).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    requests,
    close: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}
