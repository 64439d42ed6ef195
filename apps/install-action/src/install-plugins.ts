import { info, warning } from '@actions/core';
import { describeEvent, installProject, placeOrAddress } from '@ragnos-vault/api';
import type { ProjectSource } from '@ragnos-vault/api';
import type { InstallReport } from '@ragnos-vault/installer';
import { toDisplayText } from '@ragnos-vault/scanner';
import { existsSync } from 'node:fs';
import type { InstallRun } from './install-run.ts';

/** What was installed, and how much of it had to be fetched. */
export interface Installed {
  readonly report: InstallReport;
  readonly downloads: number;
}

/**
 * Installs what the inputs name, or else what the project wants, exactly as its lock says.
 *
 * @throws what `installProject` throws
 */
export async function installPlugins(run: InstallRun): Promise<Installed> {
  const { inputs, now, env, pluginsDir, projectDir } = run;
  let downloads = 0;
  const report = await installProject({
    ...{ now, env, pluginsDir, projectDir, source: sourceOf(run), specs: inputs.plugins },
    frozen: isFrozen(run),
    // What a workflow names is for this run; what a project wants is its own to note.
    save: inputs.plugins.length === 0,
    ...(inputs.policy.length > 0 && { policyFile: inputs.policy.map(run.place) }),
    onEvent: (event) => {
      if (event.type === 'downloaded') downloads += 1;
      if (event.type !== 'progress') info(toDisplayText(describeEvent(event)));
    },
  });
  for (const { name, version, yanked, yankedReason } of report.plugins) {
    const why = yankedReason === undefined ? '' : `: ${yankedReason}`;
    if (yanked) warning(toDisplayText(`${name}@${version} was yanked by its publisher${why}`));
  }
  return { report, downloads };
}

function isFrozen({ inputs, lockFile }: InstallRun): boolean {
  if (inputs.frozen !== 'auto') return inputs.frozen === 'true';
  return inputs.plugins.length === 0 && existsSync(lockFile);
}

function sourceOf(run: InstallRun): ProjectSource {
  const { repo, root, map, bundle } = run.inputs;
  return {
    ...(repo !== undefined && { repo: placeOrAddress(repo, run.place('.')) }),
    ...(root !== undefined && { root: root.startsWith('sha256:') ? root : run.place(root) }),
    ...(map !== undefined && { map: run.place(map) }),
    ...(bundle !== undefined && { bundle: run.place(bundle) }),
  };
}
