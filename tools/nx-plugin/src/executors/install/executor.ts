import { join } from 'node:path';
import { installProject, type ProjectSource } from '@ragnos-vault/api';
import { isRootDigest, type InstallReport } from '@ragnos-vault/installer';
import { processPorts, type ExecutorPorts, type Workspace } from '../../lib/executor-ports.ts';
import { lockInput, type LockOptions } from '../../lib/lock-input.ts';
import { policyFiles, type PolicyOptions } from '../../lib/policy-files.ts';
import { progressOf } from '../../lib/progress.ts';
import { runUseCase, type ExecutorResult, type Outcome, type PrintOptions } from '../../lib/run-use-case.ts';
import { repositoryAddress, workspacePath } from '../../lib/workspace-path.ts';

export interface InstallOptions extends PrintOptions, PolicyOptions, LockOptions {
  /** `@vendor/name[@range]`, `name[@range]` or a target path; without any, what `ragnos-vault.json` wants. */
  readonly plugins?: readonly string[];
  readonly repo?: string;
  /** Other places of the same repository, tried in this order after `repo`. */
  readonly mirrors?: readonly string[];
  /** A file, or `sha256:` and a digest. */
  readonly root?: string;
  /** A `map.json` of repositories that must agree, in the place of `repo` and `root`. */
  readonly map?: string;
  /** A file of `bundle create`, in the place of `repo`. */
  readonly bundle?: string;
  /** The folder of `ragnos-vault.json` and its lock. */
  readonly projectDir?: string;
  readonly pluginsDir?: string;
  readonly frozen?: boolean;
  readonly dryRun?: boolean;
  readonly offline?: boolean;
  readonly maxFileSize?: number;
}

/**
 * Installs verified plugins as one set: all of them, or none. Plugins that the task names are its own matter: they are
 * not noted in `ragnos-vault.json`, and what else is installed stays.
 */
export default async function installExecutor(
  options: InstallOptions,
  workspace: Workspace,
  ports: ExecutorPorts = processPorts,
): Promise<ExecutorResult> {
  const pluginsDir = workspacePath(workspace, options.pluginsDir ?? 'plugins');
  return runUseCase(
    async () => describe(await install({ ...options, pluginsDir }, workspace, ports), pluginsDir),
    options,
    ports,
  );
}

async function install(
  options: InstallOptions & { readonly pluginsDir: string },
  workspace: Workspace,
  ports: ExecutorPorts,
): Promise<InstallReport> {
  const { plugins, projectDir = '.', pluginsDir, frozen, dryRun, offline, maxFileSize } = options;
  return installProject({
    specs: plugins ?? [],
    save: plugins === undefined,
    projectDir: workspacePath(workspace, projectDir),
    pluginsDir,
    source: sourceOf(options, workspace),
    ...(frozen !== undefined && { frozen }),
    ...(dryRun !== undefined && { dryRun }),
    ...(offline !== undefined && { offline }),
    ...(maxFileSize !== undefined && { maxFileSize }),
    ...policyFiles(options, workspace),
    ...lockInput(options),
    now: ports.now(),
    env: ports.env,
    onEvent: progressOf(workspace, ports),
  });
}

function sourceOf({ repo, mirrors, root, map, bundle }: InstallOptions, workspace: Workspace): ProjectSource {
  return {
    ...(repo !== undefined && { repo: repositoryAddress(workspace, repo) }),
    ...(mirrors !== undefined && { mirrors: mirrors.map((place) => repositoryAddress(workspace, place)) }),
    ...(root !== undefined && { root: isRootDigest(root) ? root : workspacePath(workspace, root) }),
    ...(map !== undefined && { map: workspacePath(workspace, map) }),
    ...(bundle !== undefined && { bundle: workspacePath(workspace, bundle) }),
  };
}

function describe(report: InstallReport, pluginsDir: string): Outcome {
  const plugins = report.plugins.map(({ name, version, vendor, shortName, yanked }) => {
    const folder = join(pluginsDir, 'current', vendor, shortName);
    return `${report.status} ${name}@${version} in ${folder}${yanked ? ', which its publisher yanked' : ''}`;
  });
  return { data: report, lines: [...plugins, `${report.status}: generation ${report.generation}`] };
}
