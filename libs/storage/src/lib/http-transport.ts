import {
  Agent as HttpAgent,
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest, type RequestOptions } from 'node:https';
import { proxyHeaders, tunnelAgent, type TunnelRequest } from './http-tunnel.ts';
import type { HttpProxy, ProxyChooser } from './proxy-from-env.ts';

export interface SendOptions {
  readonly headers: Readonly<Record<string, string>>;
  /** Ends the exchange, before the answer or in its body, and closes its connection. */
  readonly signal: AbortSignal;
}

/** Sends one GET: straight to its origin, or by a proxy. Redirects, statuses and deadlines are the caller's. */
export interface HttpTransport {
  send(url: URL, options: SendOptions): Promise<IncomingMessage>;
}

/** An idle connection is kept a few seconds for the next file, and never keeps the process alive. */
const POOL = { keepAlive: true, scheduling: 'lifo', timeout: 5_000 } as const;

/**
 * Opens a transport with its own pool of connections. An http origin is asked through a proxy by its absolute
 * address (RFC 9112, 3.2.2); an https origin inside a tunnel, where the proxy can neither read nor change a byte.
 */
export function openTransport(proxyFor: ProxyChooser): HttpTransport {
  const direct = { http: new HttpAgent(POOL), https: new HttpsAgent(POOL) };
  const tunnels = new Map<string, HttpsAgent>();
  const tunnelsOf = (proxy: HttpProxy): HttpsAgent => {
    const key = `${proxy.authorization ?? ''}@${proxy.url.href}`;
    const agent = tunnels.get(key) ?? tunnelAgent(proxy, POOL);
    tunnels.set(key, agent);
    return agent;
  };
  const ask = (url: URL, options: RequestOptions): ClientRequest =>
    url.protocol === 'https:'
      ? httpsRequest(url, { agent: direct.https, ...options })
      : httpRequest(url, { agent: direct.http, ...options });

  return {
    async send(url, options) {
      const proxy = proxyFor(url);
      if (proxy === undefined) return receive(ask(url, options));
      if (url.protocol === 'https:') {
        const tunnelled: TunnelRequest = { tunnelSignal: options.signal };
        return receive(ask(url, { ...options, ...tunnelled, agent: tunnelsOf(proxy) }));
      }
      const headers = { ...options.headers, host: url.host, ...proxyHeaders(proxy) };
      return receive(ask(proxy.url, { ...options, path: url.href, headers }));
    },
  };
}

function receive(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.on('response', resolve);
    // It stays for the life of the request: what fails after the answer is told by the body.
    request.on('error', reject);
    request.end();
  });
}
