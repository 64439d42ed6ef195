import { debug, setFailed } from '@actions/core';
import { toVaultError } from '@ragnos-vault/errors';
import { toDisplayText } from '@ragnos-vault/scanner';
import { missingPermission } from './missing-permission.ts';

/** Sockets that nobody waits for must not keep the runner waiting; what was printed gets this long to leave. */
const GRACE_MS = 100;

/** Runs an action to its end: whatever it throws fails the step, with a code, a hint, and never a stack. */
export async function runAction(action: () => Promise<void>): Promise<void> {
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  try {
    await action();
  } catch (error) {
    fail(error);
  }
  setTimeout(() => process.exit(process.exitCode), GRACE_MS);
}

function fail(thrown: unknown): void {
  const error = toVaultError(thrown);
  setFailed(toDisplayText(`${error.message} (${error.code})`));
  console.error(`hint: ${toDisplayText(missingPermission(thrown) ?? error.hint)}`);
  if (error.cause instanceof Error) debug(toDisplayText(error.cause.message));
}
