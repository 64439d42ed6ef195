import { sha256Hex } from '@ragnos-vault/crypto';
import { binOf } from './bins.ts';
import { matchesPathPattern } from './client/path-pattern.ts';
import type { DelegatedRole, Targets } from './documents.ts';

/** The most trusted role that a target path is delegated to; `undefined` where the role itself lists it. */
export function delegateOf(path: string, { delegations }: Pick<Targets, 'delegations'>): string | undefined {
  if (delegations?.succinct !== undefined) return binOf(path, delegations.succinct);
  const pathHash = sha256Hex(new TextEncoder().encode(path));
  return delegations?.roles?.find((role) => isDelegated(path, pathHash, role))?.name;
}

/** TUF 4.5: by PATHPATTERN, or by the first digits of the SHA-256 of the path. */
export function isDelegated(
  path: string,
  pathHash: string,
  { paths, pathHashPrefixes }: Partial<Pick<DelegatedRole, 'paths' | 'pathHashPrefixes'>>,
): boolean {
  if (paths !== undefined) return paths.some((pattern) => matchesPathPattern(path, pattern));
  return pathHashPrefixes?.some((prefix) => pathHash.startsWith(prefix)) === true;
}
