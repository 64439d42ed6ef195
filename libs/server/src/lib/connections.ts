import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

export interface Connections {
  /** Runs one exchange of a connection after the exchanges before it, and not at all once the client is gone. */
  run(socket: Socket, exchange: () => Promise<void>): void;
  /** Lets a connection end with the responses now under way on it; `false` where there are none. */
  endAfterRunning(socket: Duplex): boolean;
  /** From now on a connection ends with its last response: the idle ones now, all at the latest after `graceMs`. */
  drain(graceMs: number): void;
}

interface Connection {
  readonly socket: Socket;
  running: number;
  isEnding: boolean;
  /** Pipelined requests wait here, so that one connection never opens more than one file at a time. */
  tail: Promise<void>;
}

/** Requests a connection may send ahead of their answers; beyond it is no browser and no TUF client. */
const MAX_PIPELINED = 256;

/**
 * Knows every open connection and what runs on it. Node's own `closeIdleConnections` takes a response for idle
 * as soon as its last byte is queued, and would cut a slow download short.
 */
export function trackConnections(server: Server): Connections {
  const open = new Map<Duplex, Connection>();
  let isDraining = false;

  server.on('listening', () => (isDraining = false));
  server.on('connection', (socket: Socket) => {
    open.set(socket, { socket, running: 0, isEnding: false, tail: Promise.resolve() });
    socket.once('close', () => open.delete(socket));
  });

  const run = async (socket: Socket, exchange: () => Promise<void>): Promise<void> => {
    if (!open.has(socket)) return;
    await exchange();
  };
  const release = (connection: Connection): void => {
    connection.running -= 1;
    if ((isDraining || connection.isEnding) && connection.running === 0) connection.socket.destroySoon();
  };

  return {
    run: (socket, exchange) => {
      const connection = open.get(socket);
      if (connection === undefined) return;
      connection.running += 1;
      if (connection.running > MAX_PIPELINED) socket.destroy();
      connection.tail = connection.tail
        .then(() => run(socket, exchange))
        .finally(() => {
          release(connection);
        });
    },
    endAfterRunning: (socket) => {
      const connection = open.get(socket);
      if (connection === undefined || connection.running === 0) return false;
      connection.isEnding = true;
      return true;
    },
    drain: (graceMs) => {
      isDraining = true;
      for (const [socket, { running }] of open) if (running === 0) socket.destroy();
      const timer = setTimeout(() => {
        for (const socket of open.keys()) socket.destroy();
      }, graceMs);
      server.once('close', () => clearTimeout(timer));
    },
  };
}
