import { info, warning } from '@actions/core';
import { VaultError } from '@ragnos-vault/errors';
import type { ActionContext } from './parse-context.ts';

/** An archive, as an attestation names it. */
export interface Subject {
  readonly name: string;
  /** Of the archive, in hex. */
  readonly sha256: string;
}

export interface AttestInput {
  readonly subjects: readonly Subject[];
  readonly token: string;
}

/**
 * Has Sigstore sign where these archives were built (SLSA provenance in an in-toto statement), and GitHub keep it. A server
 * of one's own has no such service: a warning.
 *
 * @throws ERR_ATTEST_FAILED
 */
export async function attestProvenance(
  { subjects, token }: AttestInput,
  { isGhes, serverUrl, repository }: Pick<ActionContext, 'isGhes' | 'serverUrl' | 'repository'>,
): Promise<void> {
  if (isGhes) {
    warning('no provenance: this server has no service for it');
    return;
  }
  try {
    const { attestProvenance: attest } = await import('@actions/attest');
    const named = subjects.map(({ name, sha256 }) => ({ name, digest: { sha256 } }));
    const { attestationID } = await attest({ subjects: named, token });
    info(`provenance: ${serverUrl}/${repository}/attestations/${attestationID ?? ''}`);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new VaultError('ERR_ATTEST_FAILED', `the archives cannot be attested: ${reason}`, { cause });
  }
}
