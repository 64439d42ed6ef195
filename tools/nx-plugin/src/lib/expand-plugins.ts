import { existsSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { VaultError } from '@ragnos-vault/errors';
import type { Workspace } from './executor-ports.ts';
import { workspacePath } from './workspace-path.ts';

const GLOB = /[*?[\]{}()!]/;

/**
 * The folders and archives that patterns name: absolute, each once, the matches of a glob sorted. A name that
 * exists as it is written is never read as a glob.
 *
 * @throws ERR_PLUGIN_SOURCE where a glob matches nothing.
 */
export async function expandPlugins(
  patterns: readonly string[],
  workspace: Workspace,
): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const pattern of patterns) {
    for (const path of await expand(pattern, workspace)) found.add(path);
  }
  return [...found];
}

async function expand(pattern: string, workspace: Workspace): Promise<readonly string[]> {
  const path = workspacePath(workspace, pattern);
  if (!GLOB.test(pattern) || existsSync(path)) return [path];
  const matches: string[] = [];
  for await (const match of glob(pattern, { cwd: workspace.root }))
    matches.push(workspacePath(workspace, match));
  if (matches.length > 0) return matches.sort();
  throw new VaultError('ERR_PLUGIN_SOURCE', `no folder or archive matches ${pattern}`, {
    facts: { pattern },
  });
}
