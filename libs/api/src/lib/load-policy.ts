import { readFile } from 'node:fs/promises';
import { DEFAULT_LIMITS } from '@ragnos-vault/archive';
import type { ArchiveLimits } from '@ragnos-vault/archive';
import { toVaultError } from '@ragnos-vault/errors';
import { DEFAULT_POLICY, parsePolicy } from '@ragnos-vault/scanner';
import type { Policy } from '@ragnos-vault/scanner';

/** A policy, and the archive limits it leaves in force. */
export interface LoadedPolicy {
  readonly policy: Policy;
  readonly limits: ArchiveLimits;
}

/**
 * Reads `--policy FILE`; without one, the default policy holds. A file that cannot be read is a refusal, never the default.
 *
 * @throws ERR_IO, ERR_CONFIG_INVALID
 */
export async function loadPolicy(file: string | undefined): Promise<LoadedPolicy> {
  const policy = file === undefined ? DEFAULT_POLICY : parsePolicy(await readText(file));
  return { policy, limits: { ...DEFAULT_LIMITS, ...policy.limits } };
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw toVaultError(cause);
  });
}
