import { describeEvent } from '@ragnos-vault/api';
import type { InstallEvent } from '@ragnos-vault/installer';
import { Option } from 'commander';
import type { Context } from './command.ts';
import { createTransferLine } from './terminal/transfer-line.ts';

export interface EventOptions {
  readonly jsonEvents?: boolean;
}

export function jsonEventsOption(): Option {
  return new Option('--json-events', 'print every step to stderr as it happens, one JSON value a line');
}

/** What did not stop the install, and still must be seen. */
const WARNINGS: readonly InstallEvent['type'][] = ['repository-failed', 'disagreed', 'unmapped'];

/**
 * Tells the steps of an install: on a terminal as lines, below them one that is drawn again while bytes arrive; in CI as
 * lines without that one; elsewhere warnings alone. With `--json-events` all of them, for a program.
 */
export function reportInstall({ jsonEvents }: EventOptions, context: Context): (event: InstallEvent) => void {
  const { io, output } = context;
  const transfers = createTransferLine(io.now);
  return (event) => {
    if (jsonEvents === true) io.stderr.write(`${JSON.stringify(event)}\n`);
    else if (WARNINGS.includes(event.type)) output.warn(describeEvent(event));
    else if (event.type === 'progress') output.draw(transfers.note(event));
    else output.progress(describeEvent(event));
    if (event.type === 'downloaded') transfers.end(event.path);
  };
}
