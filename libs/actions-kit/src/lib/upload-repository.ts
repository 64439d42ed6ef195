import { warning } from '@actions/core';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ActionContext } from './parse-context.ts';

export interface ArtifactInput {
  readonly name: string;
  /** The folder whose files are uploaded, with paths below it. */
  readonly dir: string;
  readonly retentionDays?: number;
}

/**
 * Uploads a folder as an artifact of the run, and returns its id; an earlier one of this name, of a run before this
 * attempt, gives way. On a server of one's own, which has no such service for actions, that is a warning.
 *
 * @throws what @actions/artifact throws
 */
export async function uploadRepository(
  { name, dir, retentionDays }: ArtifactInput,
  { isGhes }: Pick<ActionContext, 'isGhes'>,
): Promise<number | undefined> {
  if (isGhes) {
    warning(
      `no artifact: this server has no service for them that actions can use; the repository is in ${dir}`,
    );
    return undefined;
  }
  const { DefaultArtifactClient } = await import('@actions/artifact');
  const client = new DefaultArtifactClient();
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name: file }) => join(parentPath, file));
  const options = retentionDays === undefined ? {} : { retentionDays };
  const upload = () => client.uploadArtifact(name, files.sort(), dir, options);
  const { id } = await upload().catch(async (error: unknown) => {
    if (!isConflict(error)) throw error;
    await client.deleteArtifact(name);
    return upload();
  });
  return id;
}

function isConflict(error: unknown): boolean {
  return error instanceof Error && /\(409\)|already exists/i.test(error.message);
}
