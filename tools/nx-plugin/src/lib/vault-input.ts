import { loadPassphrases, type PassphraseSource } from '@ragnos-vault/api';
import type { ExecutorPorts, Workspace } from './executor-ports.ts';
import { progressOf } from './progress.ts';
import type { PrintOptions } from './run-use-case.ts';
import { workspacePath } from './workspace-path.ts';

/** Options of every executor that signs. */
export interface VaultOptions extends PrintOptions {
  readonly repoDir: string;
  readonly passphraseFile?: string;
}

export interface VaultInput {
  readonly repoDir: string;
  readonly passphrase: PassphraseSource;
  readonly env: ExecutorPorts['env'];
  readonly now: Date;
  readonly onEvent: ReturnType<typeof progressOf>;
}

/** What {@link VaultOptions} say, as a use case takes it. @throws ERR_PASSPHRASE, ERR_IO */
export async function vaultInput(
  { repoDir, passphraseFile }: VaultOptions,
  workspace: Workspace,
  ports: ExecutorPorts,
): Promise<VaultInput> {
  const file = passphraseFile === undefined ? undefined : workspacePath(workspace, passphraseFile);
  return {
    repoDir: workspacePath(workspace, repoDir),
    passphrase: await loadPassphrases(file, ports.env),
    env: ports.env,
    now: ports.now(),
    onEvent: progressOf(workspace, ports),
  };
}
