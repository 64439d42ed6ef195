import type { Capabilities } from '../capabilities.ts';
import type { CapabilitySetting } from './policy.ts';

/** What the code computes, so that it may be anything. */
const ANYTHING = '*';

/**
 * Whether a setting lets a plugin have this. `deny` goes before `allow`; what neither names is let where there is no `allow`.
 * What the code computes may be what is denied: beside a `deny`, only `*` in `allow` lets it.
 */
export function isPermitted(
  kind: keyof Capabilities,
  value: string,
  setting: CapabilitySetting | undefined,
): boolean {
  if (setting === undefined || typeof setting === 'boolean') return setting ?? true;
  const isListed = (patterns: readonly string[]): boolean =>
    patterns.some((pattern) =>
      kind === 'network' ? isHostMatch(pattern, value) : isPrefixMatch(pattern, value),
    );
  const { allow, deny = [] } = setting;
  if (isListed(deny)) return false;
  if (allow === undefined) return value !== ANYTHING || deny.length === 0;
  return isListed(allow);
}

/** `*.example.com` is every host below it, and not itself; a pattern without a port is of every port. */
function isHostMatch(pattern: string, value: string): boolean {
  if (pattern === ANYTHING || value === ANYTHING) return pattern === ANYTHING;
  const [wanted, host] = [pattern.toLowerCase(), value.toLowerCase()];
  return isNameMatch(wanted, host) || isNameMatch(wanted, host.replace(/:\d{1,5}$/, ''));
}

function isNameMatch(pattern: string, host: string): boolean {
  return pattern.startsWith('*.')
    ? host.endsWith(pattern.slice(1)) && host.length > pattern.length - 1
    : pattern === host;
}

/** A `*` at the end is whatever follows.  */
function isPrefixMatch(pattern: string, value: string): boolean {
  if (pattern === ANYTHING || value === ANYTHING) return pattern === ANYTHING;
  return pattern.endsWith('*') ? value.startsWith(pattern.slice(0, -1)) : pattern === value;
}
