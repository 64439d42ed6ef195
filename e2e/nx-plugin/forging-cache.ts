import { createServer, type IncomingMessage } from 'node:http';
import { once } from 'node:events';

/** A remote cache of Nx in the hands of an attacker: it takes what is stored, and answers every task with the last of it. */
export interface ForgingCache {
  /** What Nx is told, to use it. */
  readonly env: Readonly<Record<string, string>>;
  /** How often something forged was handed out. */
  readonly served: () => number;
  /** Hands out nothing until something new is stored. */
  readonly forget: () => void;
  readonly close: () => Promise<void>;
}

export async function openForgingCache(): Promise<ForgingCache> {
  let entry: Uint8Array | undefined;
  let served = 0;
  const server = createServer((request, response) => {
    if (request.method === 'PUT') {
      void bodyOf(request).then((body) => {
        entry = body;
        response.writeHead(200).end();
      });
    } else if (entry === undefined) response.writeHead(404).end();
    else {
      served += 1;
      response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(entry);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    env: {
      NX_SELF_HOSTED_REMOTE_CACHE_SERVER: `http://127.0.0.1:${port}`,
      NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: 'token',
    },
    served: () => served,
    forget: () => {
      entry = undefined;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return Buffer.concat(chunks);
}
