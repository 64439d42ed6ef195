import { renewVault } from '@ragnos-vault/api';
import type { RenewReport } from '@ragnos-vault/publisher';
import { processPorts, type ExecutorPorts, type Workspace } from '../../lib/executor-ports.ts';
import { runUseCase, type ExecutorResult, type Outcome } from '../../lib/run-use-case.ts';
import { vaultInput, type VaultOptions } from '../../lib/vault-input.ts';

export interface RenewOptions extends VaultOptions {
  /** Signed whatever their window: targets, snapshot, timestamp, vendor-NAME. */
  readonly roles?: readonly string[];
  readonly ifNeeded?: boolean;
}

/** Signs anew what is about to expire, with its content unchanged, and the timestamp. */
export default async function renewExecutor(
  options: RenewOptions,
  workspace: Workspace,
  ports: ExecutorPorts = processPorts,
): Promise<ExecutorResult> {
  const { roles = [], ifNeeded = false } = options;
  return runUseCase(
    async () =>
      describe(await renewVault({ ...(await vaultInput(options, workspace, ports)), roles, ifNeeded })),
    options,
    ports,
  );
}

function describe(report: RenewReport): Outcome {
  const { status, renewed, skipped, due, versions } = report;
  return {
    data: report,
    lines: [
      ...renewed.map(({ role, version, expires }) => `${status} ${role} v${version}, until ${expires}`),
      ...skipped.map(({ role, message }) => `warning: ${role} was skipped: ${message}`),
      ...(due.includes('root')
        ? ['warning: root is in its signing window: start its renewal with `ragnos-vault root draft`']
        : []),
      status === 'unchanged'
        ? 'unchanged: no role is in its signing window'
        : `${status}: timestamp v${versions.timestamp}`,
    ],
  };
}
