import type { InstallEvent } from '@ragnos-vault/installer';
import type { PublishEvent } from '@ragnos-vault/publisher';
import { toDisplayText } from '@ragnos-vault/scanner';
import { describeEvent } from '@ragnos-vault/api';
import type { ExecutorPorts, Workspace } from './executor-ports.ts';

/** Tells each step, not each chunk of a download, where Nx runs with `--verbose`, and is silent otherwise. */
export function progressOf(
  { isVerbose }: Workspace,
  { printError }: ExecutorPorts,
): (event: PublishEvent | InstallEvent) => void {
  return (event) => {
    if (isVerbose === true && event.type !== 'progress') printError(toDisplayText(describeEvent(event)));
  };
}
