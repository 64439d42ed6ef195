import { publishPlugins } from '@ragnos-vault/api';
import type { PublishedPlugin, PublishReport } from '@ragnos-vault/publisher';
import { processPorts, type ExecutorPorts, type Workspace } from '../../lib/executor-ports.ts';
import { expandPlugins } from '../../lib/expand-plugins.ts';
import { loadPassphrases } from '@ragnos-vault/api';
import { progressOf } from '../../lib/progress.ts';
import { runUseCase, type ExecutorResult, type Outcome, type PrintOptions } from '../../lib/run-use-case.ts';
import { workspacePath } from '../../lib/workspace-path.ts';

export interface PublishOptions extends PrintOptions {
  /** Folders, archives or globs of them. */
  readonly plugins: readonly string[];
  readonly repoDir: string;
  readonly targetPath?: string;
  readonly policy?: string | readonly string[];
  readonly passphraseFile?: string;
}

/** Publishes plugins in one commit: all of them, or none. */
export default async function publishExecutor(
  options: PublishOptions,
  workspace: Workspace,
  ports: ExecutorPorts = processPorts,
): Promise<ExecutorResult> {
  return runUseCase(async () => describe(await publish(options, workspace, ports)), options, ports);
}

async function publish(
  options: PublishOptions,
  workspace: Workspace,
  ports: ExecutorPorts,
): Promise<PublishReport> {
  const { targetPath, policy, passphraseFile } = options;
  const file = passphraseFile === undefined ? undefined : workspacePath(workspace, passphraseFile);
  return publishPlugins({
    repoDir: workspacePath(workspace, options.repoDir),
    plugins: await expandPlugins(options.plugins, workspace),
    ...(targetPath !== undefined && { targetPath }),
    ...(policy !== undefined && {
      policyFile: [policy].flat().map((file) => workspacePath(workspace, file)),
    }),
    passphrase: await loadPassphrases(file, ports.env),
    env: ports.env,
    now: ports.now(),
    onEvent: progressOf(workspace, ports),
  });
}

function describe(report: PublishReport): Outcome {
  const { targets, snapshot, timestamp } = report.versions;
  const summary =
    report.status === 'unchanged'
      ? 'unchanged: nothing was written'
      : `published: targets v${targets}, snapshot v${snapshot}, timestamp v${timestamp}`;
  return { data: report, lines: [...report.plugins.map(toLine), summary] };
}

function toLine({ name, version, status, targetPath, scan }: PublishedPlugin): string {
  const count = scan.findings.length;
  return `${status} ${name}@${version} as ${targetPath}${count === 0 ? '' : `, findings let through: ${count}`}`;
}
