import { toVaultError } from '@ragnos-vault/errors';
import type { VaultError } from '@ragnos-vault/errors';
import { inspectTrust, openTrustedClient } from '@ragnos-vault/metadata';
import type { TrustReport } from '@ragnos-vault/metadata';
import { openSharedCache } from '@ragnos-vault/storage';
import { openRepository, trustDirOf, type RepositoryInput } from './install-session.ts';

export interface ShowTrustInput extends Omit<RepositoryInput, 'repo'> {
  /** Where newer metadata is asked for; needed unless `offline`. */
  readonly repo?: string;
  /** Looks at the cache alone. */
  readonly offline?: boolean;
  readonly now: Date;
}

export interface ShownTrust extends TrustReport {
  /** Without credentials; missing where none was asked. */
  readonly repository?: string;
  /** The folder of what is kept. */
  readonly cacheDir: string;
  /** The file with the time of the last refresh. */
  readonly lastRefreshFile: string;
  /** Whether the repository was asked, and answered with what could be trusted. */
  readonly isRefreshed: boolean;
}

/**
 * Says what is trusted now, from where and until when. It refreshes first, as an install does; where that fails,
 * `problem` says why, and the rest is what was proven before.
 *
 * @throws ERR_TUF_ROOT_INVALID, ERR_VAULT_NOT_FOUND, ERR_USAGE; what else goes wrong is part of the answer
 */
export async function showTrust(input: ShowTrustInput): Promise<ShownTrust> {
  const { repo, trustedRoot, pluginsDir, now, offline = false } = input;
  const cacheDir = trustDirOf(pluginsDir, trustedRoot);
  const cache = openSharedCache(cacheDir);
  const session = offline || repo === undefined ? undefined : await openRepository({ ...input, repo });
  const failed =
    session === undefined
      ? undefined
      : await openTrustedClient({ trustedRoot, now }, session)
          .refresh()
          .then((): VaultError | undefined => undefined, toVaultError);
  const report = await inspectTrust({ trustedRoot, now }, cache);
  const problem = failed ?? report.problem;
  return {
    ...report,
    ...(problem !== undefined && { problem }),
    ...(session !== undefined && { repository: session.repository }),
    cacheDir,
    lastRefreshFile: cache.pathOf?.('last-refresh') ?? '',
    isRefreshed: session !== undefined && failed === undefined,
  };
}
