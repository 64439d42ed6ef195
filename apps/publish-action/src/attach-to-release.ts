import { info, warning } from '@actions/core';
import { addReleaseAssets, missingPermission, openGitHub } from '@ragnos-vault/actions-kit';
import type { VaultDescription } from '@ragnos-vault/api';
import { toVaultError } from '@ragnos-vault/errors';
import { storedTargetPath } from '@ragnos-vault/metadata';
import type { PublishReport } from '@ragnos-vault/publisher';
import { basename, join } from 'node:path';
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
      .map(({ targetPath, length, sha256 }) => {
        const target = { length, hashes: new Map([['sha256', sha256]]) };
        return {
          name: basename(targetPath),
          file: join(repositoryDir, storedTargetPath(targetPath, target)),
        };
      });
    for (const name of await addReleaseAssets(assets, releaseId, client))
      info(`added to the release: ${name}`);
  } catch (error) {
    warning(
      `the release has not got the archives: ${missingPermission(error) ?? toVaultError(error).message}`,
    );
  }
}
