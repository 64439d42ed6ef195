const HTTP = /^https?:$/;
// Of a text that is no valid URL, all up to the last `@` may be a secret.
const UNPARSED_AUTHORITY = /^(\s*[a-z][a-z0-9+.-]*:[\\/]*).*@/is;

/**
 * An address as it may be printed or stored: without user, password, query and fragment. A folder stays as it is.
 * It never throws, whatever it is given.
 */
export function redactUrl(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed !== undefined && HTTP.test(parsed.protocol)) return `${parsed.origin}${parsed.pathname}`;
  if (parsed?.protocol === 'file:') return url;
  if (!/^\s*[a-z][a-z0-9+.-]+:[\\/]*/i.test(url)) return url;
  return url.replace(UNPARSED_AUTHORITY, '$1').replace(/[?#].*$/s, '');
}
