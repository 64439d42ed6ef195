import { readFile } from 'node:fs/promises';
import type { ArchiveLimits } from '@ragnos-vault/archive';
import { toVaultError } from '@ragnos-vault/errors';
import { combinePolicies, DEFAULT_POLICY, limitsOf, parsePolicy } from '@ragnos-vault/scanner';
import type { Policy } from '@ragnos-vault/scanner';

/** A `vault.policy.yaml`; or several, the outermost first, of which each only tightens those before it. */
export type PolicyFiles = string | readonly string[];

/** A policy, and the archive limits it leaves in force. */
export interface LoadedPolicy {
  readonly policy: Policy;
  readonly limits: ArchiveLimits;
}

/**
 * Reads every `--policy FILE`, the outermost first; without one, the default policy holds. A file that cannot be read is a
 * refusal, never the default.
 *
 * @throws ERR_IO, ERR_CONFIG_INVALID
 */
export async function loadPolicy(files: PolicyFiles | undefined, now: Date): Promise<LoadedPolicy> {
  const texts = await Promise.all([files ?? []].flat().map(readText));
  const [outermost = DEFAULT_POLICY, ...inner] = texts.map((text) => parsePolicy(text, now));
  const policy = combinePolicies(outermost, ...inner);
  return { policy, limits: limitsOf(policy) };
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw toVaultError(cause);
  });
}
