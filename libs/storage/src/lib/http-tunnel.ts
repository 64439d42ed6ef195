import { request as httpRequest } from 'node:http';
import { Agent, request as httpsRequest, type RequestOptions } from 'node:https';
import { isIP } from 'node:net';
import { PassThrough, type Duplex } from 'node:stream';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { fetchFailed } from './fetch-errors.ts';
import type { HttpProxy } from './proxy-from-env.ts';

export interface TunnelRequest extends RequestOptions {
  /** Ends the tunnel while it is dug; once it stands, it belongs to the pool. */
  readonly tunnelSignal?: AbortSignal;
}

/**
 * A pool of connections to https origins through one proxy. The proxy only ever sees CONNECT and the origin's name:
 * TLS is spoken with the origin, and its certificate proven, inside the tunnel.
 *
 * Not Node's own `proxyEnv`: that reads an answer to CONNECT without bound, and an abort leaves its socket open.
 */
export function tunnelAgent(proxy: HttpProxy, pool: ConstructorParameters<typeof Agent>[0]): Agent {
  const agent = new Agent(pool);
  agent.createConnection = (
    options: TunnelRequest,
    callback?: (error: Error | null, socket: Duplex) => void,
  ) => {
    openTunnel(options, proxy).then(
      (socket) => callback?.(null, socket),
      // The type wants a stream there; Node.js does not look at it beside an error.
      (error: unknown) =>
        callback?.(error instanceof Error ? error : new Error(String(error)), new PassThrough()),
    );
    return undefined;
  };
  return agent;
}

async function openTunnel(options: TunnelRequest, proxy: HttpProxy): Promise<TLSSocket> {
  const { host, port, tunnelSignal: signal } = options;
  const name = host ?? '';
  const socket = await connectThrough(
    proxy,
    `${isIP(name) === 6 ? `[${name}]` : name}:${port ?? 443}`,
    signal,
  );
  return secure(socket, name, signal);
}

function connectThrough(
  proxy: HttpProxy,
  authority: string,
  signal: AbortSignal | undefined,
): Promise<Duplex> {
  const send = proxy.url.protocol === 'https:' ? httpsRequest : httpRequest;
  const headers = { host: authority, ...proxyHeaders(proxy) };
  const request = send(proxy.url, {
    method: 'CONNECT',
    path: authority,
    headers,
    agent: false,
    ...(signal && { signal }),
  });
  return new Promise((resolve, reject) => {
    request.on('error', (cause) =>
      reject(fetchFailed(proxy.url.href, 'the connection to the proxy failed', { cause })),
    );
    request.on('connect', (response, socket, early) => {
      const status = response.statusCode ?? 0;
      // A server of TLS never speaks first, so early bytes are the proxy's own.
      if (status >= 200 && status < 300 && early.length === 0) {
        resolve(socket);
        return;
      }
      socket.destroy();
      reject(fetchFailed(proxy.url.href, `the proxy answered ${status} to CONNECT`, { facts: { status } }));
    });
    request.end();
  });
}

function secure(socket: Duplex, host: string, signal: AbortSignal | undefined): Promise<TLSSocket> {
  const servername = isIP(host) === 0 ? host : '';
  const secured = connectTls({ socket, host, servername, ALPNProtocols: ['http/1.1'] });
  const abandon = () => secured.destroy(new Error('the request was given up'));
  return new Promise<TLSSocket>((resolve, reject) => {
    signal?.addEventListener('abort', abandon, { once: true });
    if (signal?.aborted === true) abandon();
    secured.once('error', reject);
    secured.once('close', () => reject(new Error('the connection was closed before TLS was agreed on')));
    secured.once('secureConnect', () => {
      secured.off('error', reject);
      resolve(secured);
    });
  }).finally(() => signal?.removeEventListener('abort', abandon));
}

/** Headers that only the proxy may see. */
export function proxyHeaders({ authorization }: HttpProxy): Readonly<Record<string, string>> {
  return authorization === undefined ? {} : { 'proxy-authorization': authorization };
}
