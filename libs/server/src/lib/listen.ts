import { once } from 'node:events';
import type { Server } from 'node:http';
import { isIPv6, Server as NetServer } from 'node:net';
import { systemCodeOf, VaultError } from '@ragnos-vault/errors';

export interface ListenAddress {
  /** 0 lets the system choose. */
  readonly port: number;
  readonly host: string;
}

const REASON: ReadonlyMap<string, string> = new Map([
  ['EADDRINUSE', 'the port is taken'],
  ['EACCES', 'the port is not permitted'],
  ['EADDRNOTAVAIL', 'this machine has no such address'],
  ['ENOTFOUND', 'the host name is unknown'],
]);

/**
 * Starts to listen and resolves to the port that was really taken.
 *
 * @throws ERR_SERVE with host, port and reason; ERR_USAGE where the host is empty, which would mean every address.
 */
export async function listenOn(server: Server, { port, host }: ListenAddress): Promise<number> {
  if (host === '') throw new VaultError('ERR_USAGE', 'the host to listen on is empty');
  try {
    server.listen({ port, host });
    await once(server, 'listening');
  } catch (cause) {
    const reason = systemCodeOf(cause) ?? 'unknown';
    const text = REASON.get(reason) ?? reason;
    const message = `cannot listen, ${text}: ${authorityOf(host, port)}`;
    throw new VaultError('ERR_SERVE', message, { facts: { host, port, reason }, cause });
  }
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

/** Stops accepting and resolves when the last connection has ended, leaving it to others to end them. */
export async function stopListening(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    // The close of node:http would also cut responses whose last bytes are still on their way.
    NetServer.prototype.close.call(server, () => resolve());
  });
  server.close();
}

/** `host:port` as it stands in a URL: IPv6 in brackets, its zone with an encoded percent sign (RFC 6874). */
export function authorityOf(host: string, port: number): string {
  return `${isIPv6(host) ? `[${host.replace('%', '%25')}]` : host}:${port}`;
}
