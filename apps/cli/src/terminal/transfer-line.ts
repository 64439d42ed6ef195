import { basename } from 'node:path/posix';
import { formatBytes } from './table.ts';

export interface Transferred {
  readonly path: string;
  readonly received: number;
  readonly length: number;
}

/** What a person sees of downloads while they run. */
export interface TransferLine {
  /** The line to draw now; nothing where the last one was drawn just before. */
  note(transferred: Transferred): string | undefined;
  /** That one is complete. */
  end(path: string): void;
}

const REDRAW_MS = 100;
/** Before that a rate is mere chance. */
const STEADY_MS = 500;

/** Sums up all downloads that run: `downloading hello-1.0.0.tgz: 1.5 MB of 3.2 MB, 820.0 kB/s`. */
export function createTransferLine(now: () => Date): TransferLine {
  const running = new Map<string, Transferred>();
  const started = now().getTime();
  let finished = 0;
  let drawn = 0;
  return {
    note: (transferred) => {
      running.set(transferred.path, transferred);
      const time = now().getTime();
      if (time - drawn < REDRAW_MS) return undefined;
      drawn = time;
      return describe([...running.values()], { finished, passedMs: time - started });
    },
    end: (path) => {
      finished += running.get(path)?.length ?? 0;
      running.delete(path);
    },
  };
}

function describe(
  running: readonly Transferred[],
  { finished, passedMs }: { readonly finished: number; readonly passedMs: number },
): string {
  const received = running.reduce((sum, each) => sum + each.received, 0);
  const length = running.reduce((sum, each) => sum + each.length, 0);
  const [first] = running;
  const what =
    running.length === 1 && first !== undefined ? basename(first.path) : `${running.length} plugins`;
  const rate =
    passedMs < STEADY_MS ? '' : `, ${formatBytes(Math.round(((finished + received) * 1000) / passedMs))}/s`;
  return `downloading ${what}: ${formatBytes(received)} of ${formatBytes(length)}${rate}`;
}
