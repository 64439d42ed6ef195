import { VaultError } from '@ragnos-vault/errors';
import type { TopLevelRole } from './documents.ts';

/** npm's own check lets `@_`, `@../x` and `@targets` pass. `_` is the vendor of unscoped packages. */
const VENDOR = /^([a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?|_)$/;
const VENDOR_PREFIX = 'vendor-';
const BIN = /^bins-(.+)-[0-9a-f]+$/;

/**
 * A vendor's name, as it may stand in roles, paths and key files.
 *
 * @throws ERR_VENDOR_NAME
 */
export function parseVendorName(name: string): string {
  if (VENDOR.test(name)) return name;
  throw new VaultError('ERR_VENDOR_NAME', `not a vendor's name: ${JSON.stringify(name)}`, {
    facts: { vendor: name },
  });
}

export function vendorRole(vendor: string): string {
  return `${VENDOR_PREFIX}${vendor}`;
}

/** The vendor of `vendor-<v>` or `bins-<v>-<hex>`; `undefined` for any other role. */
export function vendorOf(role: string): string | undefined {
  const vendor = role.startsWith(VENDOR_PREFIX) ? role.slice(VENDOR_PREFIX.length) : BIN.exec(role)?.[1];
  return vendor !== undefined && VENDOR.test(vendor) ? vendor : undefined;
}

/** Whose keys sign a role: bins are signed with those of their vendor. */
export function signingRoleOf(role: string): string {
  const vendor = vendorOf(role);
  return vendor === undefined ? role : vendorRole(vendor);
}

/** A `*` never crosses a `/` (TUF 4.5), so each depth of a plugin's files has a pattern of its own. */
export function vendorPaths(vendor: string): readonly string[] {
  return [`plugins/${vendor}/*`, `plugins/${vendor}/*/*`, `plugins/${vendor}/*/*/*`];
}

/** The vendor whose folder a target path lies in, at a depth that is delegated. */
export function vendorOfPath(path: string): string | undefined {
  const [top, vendor, ...rest] = path.split('/');
  return top === 'plugins' && vendor !== undefined && rest.length >= 1 && rest.length <= 3
    ? vendor
    : undefined;
}

/** The targets role that delegates to a vendor's role or to a bin. */
export function delegatorOf(role: string): string {
  const vendor = vendorOf(role);
  return vendor === undefined || role === vendorRole(vendor) ? 'targets' : vendorRole(vendor);
}

export function isTopLevel(role: string): role is TopLevelRole {
  return ['root', 'targets', 'snapshot', 'timestamp'].includes(role);
}
