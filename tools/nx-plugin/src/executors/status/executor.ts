import { vaultStatus } from '@ragnos-vault/api';
import type { RoleStatus, StatusReport, TargetStatus } from '@ragnos-vault/publisher';
import { processPorts, type ExecutorPorts, type Workspace } from '../../lib/executor-ports.ts';
import { runUseCase, type ExecutorResult, type Outcome, type PrintOptions } from '../../lib/run-use-case.ts';
import { workspacePath } from '../../lib/workspace-path.ts';

export interface StatusOptions extends PrintOptions {
  readonly repoDir: string;
}

/** Says what a vault publishes, and until when. Changes nothing. */
export default async function statusExecutor(
  options: StatusOptions,
  workspace: Workspace,
  ports: ExecutorPorts = processPorts,
): Promise<ExecutorResult> {
  const repoDir = workspacePath(workspace, options.repoDir);
  return runUseCase(
    async () => describe({ repoDir, ...(await vaultStatus({ repoDir, now: ports.now() })) }),
    options,
    ports,
  );
}

function describe(report: StatusReport & { readonly repoDir: string }): Outcome {
  const plugins = report.targets.flatMap(toPluginLine);
  return {
    data: report,
    lines: [...report.roles.map(toRoleLine), ...(plugins.length === 0 ? ['no plugins yet'] : plugins)],
  };
}

function toRoleLine({ role, version, expires, expired, threshold }: RoleStatus): string {
  const until = expired ? `expired ${expires}` : `until ${expires}`;
  return `${role.padEnd(9)} v${version}, threshold ${threshold}, ${until}`;
}

function toPluginLine({ path, plugin }: TargetStatus): readonly string[] {
  return plugin === undefined ? [] : [`${plugin.name}@${plugin.version} at ${path}`];
}
