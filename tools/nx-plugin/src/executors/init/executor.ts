import { initVault, type InitVaultReport } from '@ragnos-vault/api';
import { isVaultStore } from '@ragnos-vault/publisher';
import type { KeyType } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import { openVaultFolder } from '@ragnos-vault/storage';
import { processPorts, type ExecutorPorts, type Workspace } from '../../lib/executor-ports.ts';
import { loadPassphrases, requirePassphrases } from '@ragnos-vault/api';
import { runUseCase, type ExecutorResult, type Outcome, type PrintOptions } from '../../lib/run-use-case.ts';
import { workspacePath } from '../../lib/workspace-path.ts';

export interface InitOptions extends PrintOptions {
  readonly repoDir: string;
  readonly keyType?: KeyType;
  readonly threshold?: number;
  readonly encrypt?: boolean;
  readonly passphraseFile?: string;
  readonly store?: string;
}

/** Makes a vault. Where one exists, it is left as it is and the task succeeds: other tasks depend on it. */
export default async function initExecutor(
  options: InitOptions,
  workspace: Workspace,
  ports: ExecutorPorts = processPorts,
): Promise<ExecutorResult> {
  const dir = workspacePath(workspace, options.repoDir);
  return runUseCase(
    async () => ((await isVault(dir)) ? existing(dir) : created(await create(options, workspace, ports))),
    options,
    ports,
  );
}

async function create(
  options: InitOptions,
  workspace: Workspace,
  { env, now }: ExecutorPorts,
): Promise<InitVaultReport> {
  const { keyType = 'rsa', threshold = 1, encrypt = false, passphraseFile, store = 'repository' } = options;
  if (!isVaultStore(store)) {
    throw new VaultError('ERR_USAGE', `\`store\` must be \`repository\` or \`git:<branch>\`, not ${store}`);
  }
  const input = { repoDir: workspacePath(workspace, options.repoDir), keyType, threshold, store, now: now() };
  if (encrypt) {
    const file = passphraseFile === undefined ? undefined : workspacePath(workspace, passphraseFile);
    return initVault({ ...input, passphrase: requirePassphrases(await loadPassphrases(file, env)) });
  }
  // Whoever names a passphrase believes that the keys are encrypted.
  if (passphraseFile === undefined) return initVault(input);
  throw new VaultError('ERR_USAGE', '`passphraseFile` needs `encrypt`: the keys would be plain files');
}

async function isVault(dir: string): Promise<boolean> {
  try {
    await openVaultFolder(dir);
    return true;
  } catch (error) {
    if (error instanceof VaultError && error.code === 'ERR_VAULT_NOT_FOUND') return false;
    throw error;
  }
}

function existing(dir: string): Outcome {
  return { data: { status: 'unchanged', dir }, lines: [`unchanged: there is a vault in ${dir}`] };
}

function created(report: InitVaultReport): Outcome {
  const { dir, keys, encrypted, rootSha256 } = report;
  return {
    data: { status: 'created', ...report },
    lines: [
      `created a vault in ${dir}`,
      `${keys.length} ${encrypted ? 'encrypted' : 'unencrypted'} keys; move those of root to a safe place`,
      `root.json has sha256 ${rootSha256}`,
    ],
  };
}
