import { HOLE, type Text } from '../javascript/text.ts';
import { ANYTHING } from './collect-capabilities.ts';

const SCHEME = /^(?:[a-z][a-z0-9+.-]*:)?\/\//i;
const HOST = /^(?:[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9])?|\[[0-9a-f:.]+\])$/;

/** The host of an address, for a list of capabilities: `*` where it is computed, none where it is no other host. */
export function hostIn({ value }: Pick<Text, 'value'>): readonly string[] {
  const authority = value.replace(SCHEME, '').split(/[/?#]/)[0] ?? '';
  if (authority === '' && /^\/(?!\/)/.test(value)) return [];
  if (authority.includes(HOLE)) return [ANYTHING];
  const host = authority
    .slice(authority.lastIndexOf('@') + 1)
    .replace(/:\d*$/, '')
    .toLowerCase();
  return [HOST.test(host) ? host : ANYTHING];
}
