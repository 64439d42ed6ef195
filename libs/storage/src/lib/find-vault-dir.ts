import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { VaultError } from '@ragnos-vault/errors';
import { ioCoded } from './io-coded.ts';

export interface FindVaultInput {
  /** `--repo-dir`, if it was given. */
  readonly repoDir?: string | undefined;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The vault a command means: what was named, else `$RAGNOS_VAULT_REPO_DIR`, else the current folder if it holds a
 * `vault.yaml`, else its only sub-folder that holds one.
 *
 * @throws ERR_VAULT_NOT_FOUND listing the candidates
 */
export async function findVaultDir(input: FindVaultInput): Promise<string> {
  const named = input.repoDir ?? input.env['RAGNOS_VAULT_REPO_DIR'];
  if (named !== undefined && named !== '') return resolve(input.cwd, named);
  if (isVault(input.cwd)) return input.cwd;
  const candidates = await subVaults(input.cwd);
  const [only, ...others] = candidates;
  if (only !== undefined && others.length === 0) return join(input.cwd, only);
  const found = candidates.join(', ');
  const message = only === undefined ? 'no vault here' : `more than one vault here: ${found}`;
  throw new VaultError('ERR_VAULT_NOT_FOUND', message, { facts: { candidates: found } });
}

function isVault(dir: string): boolean {
  return existsSync(join(dir, 'vault.yaml'));
}

async function subVaults(dir: string): Promise<readonly string[]> {
  const entries = await ioCoded(() => readdir(dir, { withFileTypes: true }));
  const folders = entries.filter((entry) => entry.isDirectory() && isVault(join(dir, entry.name)));
  return folders.map(({ name }) => name).sort();
}
