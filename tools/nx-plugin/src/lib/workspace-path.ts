import { resolve } from 'node:path';
import type { Workspace } from './executor-ports.ts';

/** A path of an option: relative to the workspace root, wherever Nx was started. */
export function workspacePath({ root }: Workspace, path: string): string {
  return resolve(root, path);
}

/** The repository of an option: an address stays as it is, all else is a folder of the workspace. */
export function repositoryAddress(workspace: Workspace, repo: string): string {
  return /^(https?|file):/i.test(repo) ? repo : workspacePath(workspace, repo);
}
