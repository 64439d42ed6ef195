import { readTrustedRoot, verifyPlugins } from '@ragnos-vault/api';
import { assertIntact, type VerifyReport } from '@ragnos-vault/installer';
import { processPorts, type ExecutorPorts, type Workspace } from '../../lib/executor-ports.ts';
import { lockInput, type LockOptions } from '../../lib/lock-input.ts';
import { policyFiles, type PolicyOptions } from '../../lib/policy-files.ts';
import {
  refusalOf,
  runUseCase,
  type ExecutorResult,
  type Outcome,
  type PrintOptions,
} from '../../lib/run-use-case.ts';
import { workspacePath } from '../../lib/workspace-path.ts';

export interface VerifyOptions extends PrintOptions, LockOptions, Pick<PolicyOptions, 'policy'> {
  readonly pluginsDir?: string;
  readonly repair?: boolean;
  readonly root?: string;
}

/** Proves every installed file against signed metadata, without network; fails where one differs. */
export default async function verifyExecutor(
  options: VerifyOptions,
  workspace: Workspace,
  ports: ExecutorPorts = processPorts,
): Promise<ExecutorResult> {
  return runUseCase(async () => describe(await verify(options, workspace, ports)), options, ports);
}

async function verify(
  options: VerifyOptions,
  workspace: Workspace,
  ports: ExecutorPorts,
): Promise<VerifyReport> {
  const { pluginsDir = 'plugins', repair = false, root } = options;
  return verifyPlugins({
    pluginsDir: workspacePath(workspace, pluginsDir),
    repair,
    ...(root !== undefined && { trustedRoot: await readTrustedRoot(workspacePath(workspace, root)) }),
    ...policyFiles(options, workspace),
    ...lockInput(options),
    now: ports.now(),
  });
}

const PROOF = {
  signed: 'as signed',
  archive: 'as the signed archive',
  noted: 'as noted at the install; no trusted metadata is kept that names it',
};

function describe(report: VerifyReport): Outcome {
  const { status, generation, plugins, differences } = report;
  const found = differences.map(({ reason, path, plugin }) =>
    plugin === undefined ? `${reason} ${path}` : `${reason} ${path} of ${plugin}`,
  );
  if (status === 'damaged') return { data: report, lines: found, ...refusalOf(() => assertIntact(report)) };
  if (generation === undefined) return { data: report, lines: ['no plugins are installed'] };
  const proven = plugins.map(({ name, version, proof }) => `${name}@${version} is ${PROOF[proof]}`);
  return { data: report, lines: [...found, ...proven, `generation ${generation} is ${status}`] };
}
