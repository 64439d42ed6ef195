import { VaultError } from '@ragnos-vault/errors';
import { authorizationOf } from './parse-base-url.ts';
import { parseNoProxy } from './parse-no-proxy.ts';
import { redactUrl } from './redact-url.ts';

/** The variables of a process, handed over by whoever runs it: no lib reads them by itself. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface HttpProxy {
  /** Without credentials. */
  readonly url: URL;
  /** For the proxy, and for nobody behind it. */
  readonly authorization: string | undefined;
}

/** The proxy for a request, or `undefined` where it goes straight to its origin. */
export type ProxyChooser = (target: URL) => HttpProxy | undefined;

/**
 * Chooses as curl does: `http_proxy` for http, `https_proxy` for https, else `all_proxy`, unless `no_proxy` names the
 * host. Lower case goes before upper case. HTTP_PROXY does not count where REQUEST_METHOD is set, because the client
 * of a CGI script can set it by a header `Proxy:` (httpoxy, CVE-2016-5385).
 *
 * The chooser throws ERR_USAGE where the variable it needs names no http or https proxy.
 */
export function proxyFromEnv(env: Environment): ProxyChooser {
  const isExempt = parseNoProxy(firstOf(env, ['no_proxy', 'NO_PROXY'])?.value ?? '');
  return (target) => {
    const found = firstOf(env, variablesFor(target.protocol, env));
    return found === undefined || isExempt(target) ? undefined : parseProxy(found);
  };
}

interface Variable {
  readonly name: string;
  readonly value: string;
}

function variablesFor(protocol: string, env: Environment): readonly string[] {
  if (protocol === 'https:') return ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'];
  const isCgi = env['REQUEST_METHOD'] !== undefined;
  return ['http_proxy', ...(isCgi ? [] : ['HTTP_PROXY']), 'all_proxy', 'ALL_PROXY'];
}

/** An empty variable is as good as none. */
function firstOf(env: Environment, names: readonly string[]): Variable | undefined {
  for (const name of names) {
    const value = env[name]?.trim() ?? '';
    if (value !== '') return { name, value };
  }
  return undefined;
}

function parseProxy({ name, value }: Variable): HttpProxy {
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    const place = redactUrl(text);
    const message = `${name} is not the address of an http or https proxy: ${place}`;
    throw new VaultError('ERR_USAGE', message, { facts: { variable: name, url: place } });
  }
  const authorization = authorizationOf(url, text);
  return { url: new URL(url.origin), authorization };
}
