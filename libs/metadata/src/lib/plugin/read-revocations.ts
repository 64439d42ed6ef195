import type { TrustedClient } from '../client/trusted-client.ts';
import type { TrustedRoles } from '../client/trusted-roles.ts';
import {
  assertRevocationsLength,
  parseRevocations,
  REVOCATIONS_PATH,
  type Revocation,
} from './parse-revocations.ts';

/**
 * What a repository has revoked, by the word of its role `targets` alone: a vendor who is delegated to could withdraw
 * what others made. Nothing where that role names no list.
 *
 * @throws ERR_TUF_METADATA_INVALID, ERR_TUF_MISSING, ERR_TUF_HASH_MISMATCH, ERR_FETCH_FAILED where the list that it names
 * cannot be had: whoever withholds it must not bring a revoked archive back.
 */
export async function readRevocations(
  client: TrustedClient,
  { targetPaths }: TrustedRoles,
): Promise<readonly Revocation[]> {
  if (!targetPaths.includes(REVOCATIONS_PATH)) return [];
  const target = await client.findTarget(REVOCATIONS_PATH);
  if (target === undefined) return [];
  assertRevocationsLength(target.length);
  return parseRevocations(await client.downloadBytes(target)).revocations;
}
