import { verifyRepository } from '@ragnos-vault/api';
import { VaultError } from '@ragnos-vault/errors';
import { assertSound, type Finding, type VerifyReport, type WalkReport } from '@ragnos-vault/publisher';
import { processPorts, type ExecutorPorts, type Workspace } from '../../lib/executor-ports.ts';
import {
  refusalOf,
  runUseCase,
  type ExecutorResult,
  type Outcome,
  type PrintOptions,
} from '../../lib/run-use-case.ts';
import { repositoryAddress, workspacePath } from '../../lib/workspace-path.ts';

export interface VerifyRepoOptions extends PrintOptions {
  /** The vault whose root.json and vault.yaml its repository is compared with. */
  readonly repoDir?: string;
  /** Any repository, in the place of the one of the vault. */
  readonly repo?: string;
  /** The root.json that consumers are given. */
  readonly root?: string;
}

/** Verifies all that a repository publishes, and walks it with two clients; fails where it has a fault. */
export default async function verifyRepoExecutor(
  options: VerifyRepoOptions,
  workspace: Workspace,
  ports: ExecutorPorts = processPorts,
): Promise<ExecutorResult> {
  return runUseCase(async () => describe(await verify(options, workspace, ports)), options, ports);
}

async function verify(
  { repoDir, repo, root }: VerifyRepoOptions,
  workspace: Workspace,
  ports: ExecutorPorts,
): Promise<VerifyReport> {
  if (repoDir === undefined && repo === undefined)
    throw new VaultError('ERR_USAGE', 'name a vault in `repoDir`, or a repository in `repo`');
  return verifyRepository({
    ...(repoDir !== undefined && { repoDir: workspacePath(workspace, repoDir) }),
    ...(repo !== undefined && { repo: repositoryAddress(workspace, repo) }),
    ...(root !== undefined && { rootFile: workspacePath(workspace, root) }),
    now: ports.now(),
  });
}

function describe(report: VerifyReport): Outcome {
  const { roots, roles, targets, findings, walks, status } = report;
  return {
    data: report,
    lines: [
      ...findings.map(toFindingLine),
      ...walks.map(toWalkLine),
      `${roots} roots, ${roles} roles, ${targets} targets`,
      `${status}, findings: ${findings.length}`,
    ],
    ...refusalOf(() => assertSound(report)),
  };
}

function toFindingLine({ severity, code, role, path, message }: Finding): string {
  const place = [role, path].filter((part) => part !== undefined).join(' ');
  return `${severity} ${code}${place === '' ? '' : ` in ${place}`}: ${message}`;
}

function toWalkLine({ client, from, status, targets, skipped }: WalkReport): string {
  const without = skipped.map(({ role, reason }) => `, without ${role}: ${reason}`);
  return `walk of ${client} from the ${from}: ${status}, targets downloaded: ${targets}${without.join('')}`;
}
