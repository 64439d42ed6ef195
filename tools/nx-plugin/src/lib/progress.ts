import type { InstallEvent } from '@ragnos-vault/installer';
import type { PublishEvent } from '@ragnos-vault/publisher';
import { toDisplayText } from '@ragnos-vault/scanner';
import { describeEvent } from '@ragnos-vault/api';
import type { ExecutorPorts, Workspace } from './executor-ports.ts';

type Event = PublishEvent | InstallEvent;

/** What did not stop the task, and still must be seen. */
const WARNINGS: readonly Event['type'][] = ['repository-failed', 'disagreed', 'unmapped'];

/** Tells each step, not each chunk of a download, where Nx runs with `--verbose`, and warnings everywhere. */
export function progressOf({ isVerbose }: Workspace, { printError }: ExecutorPorts): (event: Event) => void {
  return (event) => {
    if (WARNINGS.includes(event.type)) printError(toDisplayText(`warning: ${describeEvent(event)}`));
    else if (isVerbose === true && event.type !== 'progress') printError(toDisplayText(describeEvent(event)));
  };
}
