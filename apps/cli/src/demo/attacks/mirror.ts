import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { open } from '../http-exchange.ts';
import type { World } from '../world/world.ts';

/** One request that reached the mirror. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** What the repository itself answers, its body still to be read. */
  readonly askRepository: () => Promise<IncomingMessage>;
}

export type Answer = (exchange: Exchange) => Promise<void>;

/** What a hostile mirror answers, by path below the repository; everything else it passes on. */
export type Edits = ReadonlyMap<string, Answer>;

/** A mirror between consumers and the repository, honest until it is told otherwise. */
export interface Mirror {
  readonly url: string;
  /** Runs `work` under attack; answers the paths of `edits` that nobody asked for. */
  underAttack(edits: Edits, work: () => Promise<void>): Promise<readonly string[]>;
}

export async function startMirror(world: World, repository: string): Promise<Mirror> {
  let edits: Edits = new Map();
  let asked = new Set<string>();
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    const exchange = {
      request,
      response,
      askRepository: () => open(repository, { path, headers: rangeOf(request) }),
    };
    asked.add(path.slice(1));
    const answer = edits.get(path.slice(1)) ?? passOn;
    answer(exchange).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  world.onClose(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    async underAttack(attack, work) {
      edits = attack;
      asked = new Set();
      try {
        await work();
        return [...attack.keys()].filter((path) => !asked.has(path));
      } finally {
        edits = new Map();
      }
    },
  };
}

/** What an honest mirror does. */
export async function passOn({ response, askRepository }: Exchange): Promise<void> {
  const source = await askRepository();
  response.writeHead(source.statusCode ?? 502, source.headers);
  source.pipe(response);
}

function rangeOf({ headers }: IncomingMessage): Readonly<Record<string, string>> {
  const { range, 'if-range': ifRange } = headers;
  return {
    ...(range !== undefined && { range }),
    ...(typeof ifRange === 'string' && { 'if-range': ifRange }),
  };
}
