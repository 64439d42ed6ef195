import { resolve } from 'node:path';

/** Whether a repository is named by an address, and not by a folder of this machine. */
export function isAddress(repo: string): boolean {
  return /^[a-z][a-z0-9+.-]*:/i.test(repo);
}

/** An address stays as it is; a folder starts from where the command was started. */
export function toAddress(repo: string, { cwd }: { readonly cwd: string }): string {
  return isAddress(repo) ? repo : resolve(cwd, repo);
}
