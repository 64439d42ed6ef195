import { VaultError } from '@ragnos-vault/errors';

/** Names and values in turn, as `writeHead` takes them: the cheapest form for headers that never change. */
export type HeaderList = readonly string[];

const SECURITY: HeaderList = [
  'X-Content-Type-Options',
  'nosniff',
  'Content-Security-Policy',
  "default-src 'none'; frame-ancestors 'none'; sandbox",
  'Referrer-Policy',
  'no-referrer',
  'X-Frame-Options',
  'DENY',
  'Cross-Origin-Resource-Policy',
  'cross-origin',
  'X-DNS-Prefetch-Control',
  'off',
  'X-Permitted-Cross-Domain-Policies',
  'none',
];

const PREFLIGHT: HeaderList = [
  'Access-Control-Allow-Methods',
  'GET, HEAD',
  'Access-Control-Allow-Headers',
  'Range, If-Range, If-Match, If-None-Match, If-Modified-Since, If-Unmodified-Since, Cache-Control',
  'Access-Control-Max-Age',
  '86400',
];

export interface FixedHeaders {
  readonly every: HeaderList;
  readonly preflight: HeaderList;
}

/**
 * Builds once what stands on every response. `cors` is `*`, one origin (`https://app.example`), or `none`.
 *
 * @throws ERR_USAGE where `cors` is none of these, before a browser could misread it.
 */
export function fixedHeadersOf(cors: string): FixedHeaders {
  if (cors === 'none') return { every: SECURITY, preflight: [] };
  if (cors !== '*' && !isOrigin(cors)) {
    throw new VaultError('ERR_USAGE', `not \`*\`, \`none\` or an origin: ${JSON.stringify(cors)}`, {
      facts: { cors },
    });
  }
  const allow = ['Access-Control-Allow-Origin', cors];
  const expose = ['Access-Control-Expose-Headers', 'ETag, Content-Length, Content-Range, Accept-Ranges'];
  return { every: [...SECURITY, ...allow, ...expose], preflight: PREFLIGHT };
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text;
}
