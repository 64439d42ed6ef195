import { saveState, warning } from '@actions/core';
import { keepAsTools, restoreArchives, takeFromTools } from '@ragnos-vault/actions-kit';
import { toVaultError } from '@ragnos-vault/errors';
import { parseLockfile } from '@ragnos-vault/installer';
import type { InstallReport } from '@ragnos-vault/installer';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InstallRun } from './install-run.ts';

/** Runs whose results others take, or that strangers start: nothing that an earlier run left is looked at. */
const SENSITIVE_EVENTS = ['release', 'pull_request_target', 'workflow_run'];

/**
 * Brings back archives of earlier runs. Each is a candidate only: the installer proves it against signed metadata, or
 * fetches it again.
 */
export async function restoreCandidates(run: InstallRun): Promise<void> {
  const lock = await readFile(run.lockFile).catch(() => undefined);
  if (run.context.isSelfHosted && run.inputs.cache !== 'false' && lock !== undefined)
    await takeFromTools(Object.values(parseLockfile(lock).plugins), join(run.pluginsDir, 'store'));
  if (!wantsCache(run)) return;
  const cache = { dir: join(run.context.tempDir, 'ragnos-vault-archives'), key: keyOf(lock, run) };
  if (await restoreArchives(cache, run.pluginsDir)) return;
  // For the post step, which keeps what is installed by then.
  for (const [name, value] of Object.entries({ ...cache, pluginsDir: run.pluginsDir }))
    saveState(name, value);
}

/** Keeps what was installed, for the post step and on the disk of a runner that stays. What is not kept is fetched again. */
export async function keepArchives({ plugins }: InstallReport, run: InstallRun): Promise<void> {
  saveState('digests', plugins.map(({ sha256 }) => sha256).join(' '));
  if (!run.context.isSelfHosted || run.inputs.cache === 'false') return;
  try {
    await keepAsTools(plugins, join(run.pluginsDir, 'store'));
  } catch (error) {
    warning(`the tool cache could not be written: ${toVaultError(error).message}`);
  }
}

function wantsCache({ inputs, context }: InstallRun): boolean {
  if (inputs.cache !== 'auto') return inputs.cache === 'true';
  const isSensitive = context.tag !== undefined || SENSITIVE_EVENTS.includes(context.eventName);
  return !isSensitive && !context.isSelfHosted && !context.isGhes;
}

/** The same lock has the same archives; without one the same wishes probably have. */
function keyOf(lock: Uint8Array | undefined, { inputs }: InstallRun): string {
  const wishes = JSON.stringify([inputs.repo, inputs.root, inputs.map, inputs.plugins]);
  const digest = createHash('sha256')
    .update(lock ?? wishes)
    .digest('hex');
  return `ragnos-vault-1-${digest}`;
}
