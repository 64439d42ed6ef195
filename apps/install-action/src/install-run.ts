import type { ActionContext, InputValues } from '@ragnos-vault/actions-kit';
import type { INSTALL_INPUTS } from '@ragnos-vault/api';
import { VaultError } from '@ragnos-vault/errors';
import { LOCK_FILE } from '@ragnos-vault/installer';
import { basename, dirname, resolve } from 'node:path';

/** One run of the action, with its paths absolute. */
export interface InstallRun {
  readonly inputs: InputValues<typeof INSTALL_INPUTS>;
  readonly context: ActionContext;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: Date;
  readonly pluginsDir: string;
  /** The folder of `ragnos-vault.json` and its lock. */
  readonly projectDir: string;
  readonly lockFile: string;
  /** Makes a path of an input absolute. */
  readonly place: (path: string) => string;
}

/** @throws ERR_USAGE */
export function openRun(given: Pick<InstallRun, 'inputs' | 'context' | 'env' | 'now'>): InstallRun {
  const { inputs, context } = given;
  const from = resolve(context.workspace, inputs['working-directory'] ?? '.');
  const place = (path: string): string => resolve(from, path);
  const lockFile = place(inputs['lock-file'] ?? LOCK_FILE);
  if (basename(lockFile) !== LOCK_FILE)
    throw new VaultError('ERR_USAGE', `input lock-file must name a file called ${LOCK_FILE}`, {
      facts: { input: 'lock-file' },
    });
  const pluginsDir = place(inputs['plugins-dir'] ?? 'plugins');
  return { ...given, place, lockFile, projectDir: dirname(lockFile), pluginsDir };
}
