import { processPorts, type ExecutorPorts, type Workspace } from '../../lib/executor-ports.ts';
import type { ExecutorResult } from '../../lib/run-use-case.ts';
import publishExecutor, { type PublishOptions } from '../publish/executor.ts';

/** What `nx release publish` adds, such as `registry` or `otp`, is about npm, and is passed over; but `dryRun`. */
export type ReleasePublishOptions = Omit<PublishOptions, 'targetPath' | 'skipExisting'>;

/** What `nx release publish` runs: a publish that skips a version which exists. */
export default async function releasePublishExecutor(
  options: ReleasePublishOptions,
  workspace: Workspace,
  ports: ExecutorPorts = processPorts,
): Promise<ExecutorResult> {
  return publishExecutor({ ...options, skipExisting: true }, workspace, ports);
}
