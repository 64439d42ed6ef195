import { info, warning } from '@actions/core';
import { addReleaseAssets, missingPermission, openGitHub } from '@ragnos-vault/actions-kit';
import type { VaultDescription } from '@ragnos-vault/api';
import { toVaultError } from '@ragnos-vault/errors';
import type { PublishReport } from '@ragnos-vault/publisher';
import { basename, join, posix } from 'node:path';
import type { PublishRun } from './publish-run.ts';

/**
 * Adds the published archives to the release that started the run. What is published stays so, whatever comes of this:
 * a release that takes no files is a warning.
 */
export async function attachToRelease(
  { plugins }: PublishReport,
  { repositoryDir }: VaultDescription,
  { inputs, context }: PublishRun,
): Promise<void> {
  const { releaseId } = context;
  if (releaseId === undefined) return;
  try {
    const client = await openGitHub(inputs['github-token'], context);
    if (client === undefined) return;
    const assets = plugins
      .filter(({ status }) => status !== 'skipped')
      .map(({ targetPath, sha256 }) => ({
        name: basename(targetPath),
        file: join(repositoryDir, 'targets', storedName(targetPath, sha256)),
      }));
    for (const name of await addReleaseAssets(assets, releaseId, client))
      info(`added to the release: ${name}`);
  } catch (error) {
    warning(
      `the release has not got the archives: ${missingPermission(error) ?? toVaultError(error).message}`,
    );
  }
}

/** As consistent snapshots store a target: its digest before its name. */
function storedName(path: string, sha256: string): string {
  return posix.join(posix.dirname(path), `${sha256}.${posix.basename(path)}`);
}
