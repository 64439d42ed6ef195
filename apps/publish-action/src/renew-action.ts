import { info, warning } from '@actions/core';
import {
  closeFailedRenewal,
  missingPermission,
  openGitHub,
  reportFailedRenewal,
  writeSummary,
} from '@ragnos-vault/actions-kit';
import type { GitHubClient } from '@ragnos-vault/actions-kit';
import { describeEvent, renewVault } from '@ragnos-vault/api';
import { toVaultError } from '@ragnos-vault/errors';
import { toDisplayText } from '@ragnos-vault/scanner';
import { join } from 'node:path';
import { describeRun, tempDirOf, type PublishRun } from './publish-run.ts';
import { renewSummary } from './summary.ts';
import { uploadState } from './upload-state.ts';
import { openKeys } from './vault-keys.ts';

/**
 * Signs what is in its signing window. Where a schedule started the run and it fails, one issue says so, and is closed
 * when a later run works.
 *
 * @throws what `renewVault` throws; ERR_SIGNER_UNAVAILABLE
 */
export async function renewAction(run: PublishRun): Promise<void> {
  try {
    await renew(run);
  } catch (error) {
    await withIssues(run, (client) => reportFailedRenewal(describe(error, run), client));
    throw error;
  }
  await withIssues(run, closeFailedRenewal);
}

async function renew(run: PublishRun): Promise<void> {
  const { context, env, now, say } = run;
  const report = await renewVault({
    ...(await openKeys(run)),
    roles: [],
    ifNeeded: true,
    now,
    onEvent: (event) => info(toDisplayText(describeEvent(event))),
  });
  for (const { role, message } of report.skipped) warning(toDisplayText(`${role} was skipped: ${message}`));
  if (report.due.includes('root'))
    warning('root is in its signing window: start with `ragnos-vault root draft`');
  const vault = await describeRun(run);
  say({
    published: String(report.status === 'renewed'),
    'metadata-versions': JSON.stringify(report.versions),
    expires: JSON.stringify(vault.expires),
    'repository-path': vault.repositoryDir,
  });
  await uploadState(vault, run);
  await writeSummary(renewSummary(report, vault), { file: join(tempDirOf(run), 'summary.md'), env });
  info(`${report.status}: timestamp v${report.versions.timestamp} of ${context.repository}`);
}

/** Nobody looks at a run that a schedule started; an issue finds its readers. What GitHub refuses is a warning. */
async function withIssues(
  { inputs, context }: PublishRun,
  work: (client: GitHubClient) => Promise<unknown>,
): Promise<void> {
  if (context.eventName !== 'schedule') return;
  try {
    const client = await openGitHub(inputs['github-token'], context);
    if (client !== undefined) await work(client);
  } catch (error) {
    warning(`no issue could be written: ${missingPermission(error) ?? toVaultError(error).message}`);
  }
}

function describe(thrown: unknown, { context }: PublishRun): string {
  const { code, message, hint } = toVaultError(thrown);
  return [
    `The plugin repository could not be renewed: ${toDisplayText(message)} (${code}).`,
    '',
    `Hint: ${hint}.`,
    '',
    `Until it is renewed, consumers refuse it from the day that its metadata expires. See ${context.runUrl}.`,
  ].join('\n');
}
