import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type Socket } from 'node:net';
import type { TestCertificate } from './certificate.ts';

export interface Served {
  readonly port: number;
  /** `http://127.0.0.1:PORT`, or with https. */
  readonly url: string;
  readonly requests: IncomingMessage[];
}

export interface ServedProxy extends Served {
  /** The authorities that CONNECT asked for. */
  readonly tunnels: string[];
}

/** Real servers on loopback which `stop` ends, with every connection to and through them. */
export function serverPark() {
  const servers: Server[] = [];
  const sockets = new Set<Socket>();

  const listen = async (server: Server): Promise<number> => {
    servers.push(server);
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  };

  return {
    sockets,
    async serve(listener: RequestListener, tls?: TestCertificate): Promise<Served> {
      const requests: IncomingMessage[] = [];
      const note: RequestListener = (asked, response) => {
        requests.push(asked);
        listener(asked, response);
      };
      const server = tls === undefined ? createServer(note) : createTlsServer({ ...tls }, note);
      const port = await listen(server);
      return { port, url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`, requests };
    },

    /** A proxy for whom every host is this machine. `onConnect` and `onRequest` may answer in its place. */
    async proxy(options: ProxyOptions = {}): Promise<ServedProxy> {
      const requests: IncomingMessage[] = [];
      const tunnels: string[] = [];
      const onRequest = options.onRequest ?? forward;
      const onConnect = options.onConnect ?? tunnel;
      const note: RequestListener = (asked, response) => {
        requests.push(asked);
        onRequest(asked, response);
      };
      const server =
        options.tls === undefined ? createServer(note) : createTlsServer({ ...options.tls }, note);
      server.on('connect', (asked: IncomingMessage, socket: Socket) => {
        requests.push(asked);
        tunnels.push(asked.url ?? '');
        onConnect(asked, socket);
        // A socket that nobody reads would never tell that the client hung up.
        socket.on('end', () => socket.destroy()).resume();
      });
      const port = await listen(server);
      return {
        port,
        url: `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
        requests,
        tunnels,
      };
    },

    async stop(): Promise<void> {
      for (const server of servers.splice(0)) {
        for (const socket of sockets) socket.destroy();
        server.close();
        await once(server, 'close');
      }
    },
  };
}

export interface ProxyOptions {
  readonly onRequest?: RequestListener;
  readonly onConnect?: (asked: IncomingMessage, socket: Socket) => void;
  readonly tls?: TestCertificate;
}

const forward: RequestListener = (asked, response) => {
  const target = new URL(asked.url ?? '');
  const headers = { ...asked.headers };
  delete headers['proxy-authorization'];
  const onward = request(
    { host: '127.0.0.1', port: target.port, path: target.pathname, headers },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  onward.on('error', () => response.destroy());
  onward.end();
};

function tunnel(asked: IncomingMessage, socket: Socket): void {
  const port = Number(/:([0-9]+)$/.exec(asked.url ?? '')?.[1]);
  const origin = connect(port, '127.0.0.1', () => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    origin.pipe(socket).pipe(origin);
  });
  origin.on('error', () => socket.destroy());
  socket.on('close', () => origin.destroy());
}
