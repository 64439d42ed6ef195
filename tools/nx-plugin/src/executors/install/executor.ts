import { join } from 'node:path';
import { installPlugins, readTrustedRoot } from '@ragnos-vault/api';
import type { InstallReport } from '@ragnos-vault/installer';
import { processPorts, type ExecutorPorts, type Workspace } from '../../lib/executor-ports.ts';
import { progressOf } from '../../lib/progress.ts';
import { runUseCase, type ExecutorResult, type Outcome, type PrintOptions } from '../../lib/run-use-case.ts';
import { repositoryAddress, workspacePath } from '../../lib/workspace-path.ts';

export interface InstallOptions extends PrintOptions {
  /** `@vendor/name[@range]`, `name[@range]` or a target path. */
  readonly plugins: readonly string[];
  readonly repo: string;
  /** Other places of the same repository, tried in this order after `repo`. */
  readonly mirrors?: readonly string[];
  readonly root: string;
  readonly pluginsDir?: string;
  readonly policy?: string | readonly string[];
  readonly maxFileSize?: number;
}

/** Installs verified plugins as one set: all of them, or none. */
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
  const { pluginsDir, policy, maxFileSize, mirrors = [] } = options;
  return installPlugins({
    specs: options.plugins,
    repo: repositoryAddress(workspace, options.repo),
    mirrors: mirrors.map((place) => repositoryAddress(workspace, place)),
    trustedRoot: await readTrustedRoot(workspacePath(workspace, options.root)),
    pluginsDir,
    ...(policy !== undefined && {
      policyFile: [policy].flat().map((file) => workspacePath(workspace, file)),
    }),
    ...(maxFileSize !== undefined && { maxFileSize }),
    now: ports.now(),
    env: ports.env,
    onEvent: progressOf(workspace, ports),
  });
}

function describe(report: InstallReport, pluginsDir: string): Outcome {
  const plugins = report.plugins.map(({ name, version, vendor, shortName, yanked }) => {
    const folder = join(pluginsDir, 'current', vendor, shortName);
    return `${report.status} ${name}@${version} in ${folder}${yanked ? ', which its publisher yanked' : ''}`;
  });
  return { data: report, lines: [...plugins, `${report.status}: generation ${report.generation}`] };
}
