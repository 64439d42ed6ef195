import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { toVaultError, type VaultError } from '@ragnos-vault/errors';
import { trackConnections, type Connections } from './connections.ts';
import { runExchange, type ExchangePorts, type RequestEvent } from './exchange.ts';
import { fixedHeadersOf } from './fixed-headers.ts';
import { authorityOf, listenOn, stopListening, type ListenAddress } from './listen.ts';
import { parsePrefix } from './parse-prefix.ts';
import { refuseBytes } from './refuse-bytes.ts';
import { createFileSource } from './served-file.ts';

export type { ListenAddress } from './listen.ts';

export interface RepositoryServerInput {
  /** The folder that holds `metadata/` and `targets/`. */
  readonly repositoryDir: string;
  /** A path before both folders, for example `/vault`; none by default. */
  readonly prefix?: string;
  /** Which web pages may read: `*` (default, the files are public and need no credentials), one origin, or `none`. */
  readonly cors?: string;
  /** How long `close` waits for running responses; 10 seconds by default. */
  readonly graceMs?: number;
  readonly onRequest?: (event: RequestEvent) => void;
  /** Told what went wrong on this side: a file that could not be read, a connection that could not be taken. */
  readonly onError?: (error: VaultError) => void;
}

export interface Listening extends ListenAddress {
  /** The base URL of the repository, prefix included and without a last slash. */
  readonly url: string;
}

export interface RepositoryServer {
  /** @throws ERR_SERVE where the port is taken or not permitted; then nothing listens. */
  listen(address: ListenAddress): Promise<Listening>;
  /** Stops accepting at once, lets running responses finish until the deadline, and resolves when all has ended. */
  close(): Promise<void>;
}

const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 5_000,
  maxHeaderSize: 16 * 1024,
  // The exchange answers a missing Host itself, with the headers that stand on every response.
  requireHostHeader: false,
} as const;
const MAX_CONNECTIONS = 1_024;
/** A connection on which nothing moves for so long holds a file for nobody. */
const STALLED_MS = 60_000;
const GRACE_MS = 10_000;

/**
 * Serves the published half of a repository over HTTP, read only: `metadata/` and `targets/`, never what lies
 * beside them. It is stateless and trusts nobody, as TUF clients trust only signatures.
 *
 * @throws ERR_USAGE where `prefix` or `cors` is not usable.
 */
export function createRepositoryServer(input: RepositoryServerInput): RepositoryServer {
  const { repositoryDir, cors = '*', graceMs = GRACE_MS } = input;
  const prefix = parsePrefix(input.prefix);
  const fixed = fixedHeadersOf(cors);
  const server = createServer(LIMITS);
  const connections = trackConnections(server);
  attach(server, connections, {
    site: { files: createFileSource(repositoryDir), prefix, preflight: fixed.preflight },
    headers: fixed.every,
    onRequest: input.onRequest ?? ignore,
    onError: input.onError ?? ignore,
  });

  return {
    listen: async ({ port, host }) => {
      const taken = await listenOn(server, { port, host });
      const path = prefix.map((segment) => `/${segment}`).join('');
      return { url: `http://${authorityOf(host, taken)}${path}`, port: taken, host };
    },
    close: async () => {
      connections.drain(graceMs);
      await stopListening(server);
    },
  };
}

function attach(server: Server, connections: Connections, ports: ExchangePorts): void {
  const exchange = (request: IncomingMessage, response: ServerResponse): void =>
    connections.run(request.socket, () => runExchange(request, response, ports));

  // A client may say at once that it will ask nothing more (`nc -N`); Node.js would hang up before the answer.
  Object.assign(server, { httpAllowHalfOpen: true });
  server.maxConnections = MAX_CONNECTIONS;
  server.timeout = STALLED_MS;
  server.on('request', exchange);
  // An expectation we do not know may be ignored (RFC 9110, 10.1.1); Node would refuse it with bare headers.
  server.on('checkExpectation', exchange);
  server.on('clientError', (error, socket) => {
    // What follows a good request may be bad without harm to its answer.
    const isAnswering = socket.writable && connections.endAfterRunning(socket);
    if (!isAnswering) refuseBytes(socket, error, ports.headers);
  });
  server.on('error', (error) => {
    if (server.listening) ports.onError(toVaultError(error));
  });
}

function ignore(): void {
  // Nobody asked to be told.
}
