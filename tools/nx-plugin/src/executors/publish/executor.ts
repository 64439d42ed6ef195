import { expandPlugins, publishPlugins } from '@ragnos-vault/api';
import type { PublishedPlugin, PublishReport } from '@ragnos-vault/publisher';
import { processPorts, type ExecutorPorts, type Workspace } from '../../lib/executor-ports.ts';
import { policyFiles, type PolicyOptions } from '../../lib/policy-files.ts';
import { runUseCase, type ExecutorResult, type Outcome } from '../../lib/run-use-case.ts';
import { vaultInput, type VaultOptions } from '../../lib/vault-input.ts';

export interface PublishOptions extends VaultOptions, PolicyOptions {
  /** Folders, archives or globs of them. */
  readonly plugins: readonly string[];
  readonly targetPath?: string;
  readonly skipExisting?: boolean;
  readonly dryRun?: boolean;
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
  const { targetPath, skipExisting = false, dryRun = false } = options;
  return publishPlugins({
    ...(await vaultInput(options, workspace, ports)),
    ...policyFiles(options, workspace),
    plugins: await expandPlugins(options.plugins, workspace.root),
    ...(targetPath !== undefined && { targetPath }),
    skipExisting,
    // A dry run of `nx release` reaches tasks that others depend on by the environment alone.
    dryRun: dryRun || ports.env['NX_DRY_RUN'] === 'true',
  });
}

function describe(report: PublishReport): Outcome {
  const { targets, snapshot, timestamp } = report.versions;
  const summary =
    report.status === 'published'
      ? `published: targets v${targets}, snapshot v${snapshot}, timestamp v${timestamp}`
      : `${report.status}: nothing was written`;
  return { data: report, lines: [...report.plugins.map(toLine), summary] };
}

function toLine({ name, version, status, targetPath, scan }: PublishedPlugin): string {
  const line = `${status} ${name}@${version} as ${targetPath}`;
  if (status === 'skipped') return `${line}, where other bytes are published: raise its version`;
  const count = scan.findings.length;
  return count === 0 ? line : `${line}, findings let through: ${count}`;
}
