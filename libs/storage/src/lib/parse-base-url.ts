import { VaultError } from '@ragnos-vault/errors';
import { redactUrl } from './redact-url.ts';

/** The address of a served repository. */
export interface BaseUrl {
  readonly origin: string;
  /** Without a trailing slash; empty at the root of a server. */
  readonly prefix: string;
  /** A header for requests to `origin`, and to no other. */
  readonly authorization: string | undefined;
}

/**
 * Parses the address of a repository: http or https, any prefix, perhaps `user:password@`, no query and no fragment.
 *
 * @throws ERR_USAGE, whose message never holds the credentials
 */
export function parseBaseUrl(text: string): BaseUrl {
  if (!URL.canParse(text)) throw refused(text, 'not a valid address');
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw refused(text, 'neither http nor https');
  // The URL parser drops an empty query or fragment from `search` and `hash`, but not from `href`.
  if (/[?#]/.test(url.href)) throw refused(text, 'the address of a repository has no query and no fragment');
  return {
    origin: url.origin,
    prefix: url.pathname.replace(/\/+$/, ''),
    authorization: authorizationOf(url, text),
  };
}

/** The Basic header for the credentials in an address; `text` is that address as it was given. @throws ERR_USAGE */
export function authorizationOf(url: URL, text: string): string | undefined {
  if (url.username === '' && url.password === '') return undefined;
  try {
    const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    return `Basic ${Buffer.from(credentials).toString('base64')}`;
  } catch {
    // The cause is left out on purpose: it could quote the password.
    throw refused(text, 'the credentials in the address are not percent-encoded');
  }
}

function refused(text: string, reason: string): VaultError {
  const url = redactUrl(text);
  return new VaultError('ERR_USAGE', `${reason}: ${url}`, { facts: { url } });
}
