import { uploadRepository } from '@ragnos-vault/actions-kit';
import type { VaultDescription } from '@ragnos-vault/api';
import type { PublishRun } from './publish-run.ts';

/** Uploads what is live as an artifact of the run, unless none is wanted. @throws what @actions/artifact throws */
export async function uploadState({ repositoryDir: dir }: VaultDescription, run: PublishRun): Promise<void> {
  const { inputs, context, say } = run;
  const name = inputs['artifact-name'];
  if (name === undefined) return;
  const days = inputs['retention-days'];
  const id = await uploadRepository(
    { name, dir, ...(days !== undefined && { retentionDays: days }) },
    context,
  );
  if (id !== undefined) say({ 'artifact-id': String(id) });
}
