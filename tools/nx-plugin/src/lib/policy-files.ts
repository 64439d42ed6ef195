import type { Workspace } from './executor-ports.ts';
import { workspacePath } from './workspace-path.ts';

/** Options of every executor that scans. */
export interface PolicyOptions {
  /** A vault.policy.yaml, or several, the outermost first: host, then tenant. */
  readonly policy?: string | readonly string[];
  /** Files or folders of OSV records. */
  readonly knownBad?: readonly string[];
}

/** What {@link PolicyOptions} say, as a use case takes it. */
export function policyFiles(
  { policy, knownBad }: PolicyOptions,
  workspace: Workspace,
): { readonly policyFile?: readonly string[]; readonly knownBadFiles?: readonly string[] } {
  const inWorkspace = (file: string): string => workspacePath(workspace, file);
  return {
    ...(policy !== undefined && { policyFile: [policy].flat().map(inWorkspace) }),
    ...(knownBad !== undefined && { knownBadFiles: knownBad.map(inWorkspace) }),
  };
}
