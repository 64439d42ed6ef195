import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { toVaultError, VaultError } from '@ragnos-vault/errors';
import { INLINE_SCANNER, incompleteScan } from '@ragnos-vault/scanner';
import type { ScanInput, Scanner, ScanReport } from '@ragnos-vault/scanner';
import { parseScanAnswer, type ScanAnswer, type ScanTask } from './parse-scan-message.ts';
import { workerFile } from './worker-file.ts';

export interface ScanThreadsOptions {
  /** As many as there are cores, unless it says less. */
  readonly maxThreads?: number;
  /** Wall time of one plugin. A backstop: the scanner's own budgets, which count steps, end long before. */
  readonly timeoutMs?: number;
  /** Heap of one thread. */
  readonly memoryMb?: number;
  readonly onScan?: OnScan;
}

/** Told of every scan that came to a report, before anybody refuses the plugin for it. */
export type OnScan = (plugin: ScanInput, report: ScanReport) => void;

const WORKER = workerFile('scan-worker', import.meta.url);
const DEFAULT_TIMEOUT_MS = 60_000;
const DEFAULT_MEMORY_MB = 2048;
/** To start a thread takes longer than to scan so little. */
const SMALL_BYTES = 64 * 1024;

/**
 * Lends `use` a scanner that scans `count` plugins in threads, several at once; one plugin alone, and a small one, is
 * scanned right here. A scan whose thread dies, runs out of memory or out of time is incomplete, which blocks; it never stops the others.
 */
export async function withScanner<T>(
  count: number,
  options: ScanThreadsOptions,
  use: (scanner: Scanner) => Promise<T>,
): Promise<T> {
  const { onScan } = options;
  const lend = (scanner: Scanner) => use(onScan === undefined ? scanner : telling(scanner, onScan));
  if (count <= 1) return lend(INLINE_SCANNER);
  const threads = openThreads(
    Math.min(count, options.maxThreads ?? Infinity, availableParallelism()),
    options,
  );
  try {
    return await lend(scannerOn(threads));
  } finally {
    await threads.close();
  }
}

function telling(scanner: Scanner, onScan: OnScan): Scanner {
  return {
    ...scanner,
    scan: async (input, policy) => {
      const report = await scanner.scan(input, policy);
      onScan(input, report);
      return report;
    },
  };
}

interface Threads {
  readonly ask: (task: ScanTask) => Promise<ScanAnswer>;
  readonly close: () => Promise<void>;
}

function scannerOn({ ask }: Threads): Scanner {
  return {
    scan: async (input, policy) => {
      if (isSmall(input)) return INLINE_SCANNER.scan(input, policy);
      try {
        const answer = await ask({ type: 'scan', input, policy });
        if (answer.type === 'scan') return answer.report;
        return incompleteScan(input, policy, 'its thread answered something else');
      } catch (thrown) {
        return incompleteScan(input, policy, toVaultError(thrown).message);
      }
    },
    summarise: async (input) => {
      if (isSmall(input)) return INLINE_SCANNER.summarise(input);
      const answer = await ask({ type: 'summarise', input });
      if (answer.type === 'summarise') return answer.release;
      throw incomplete('its thread answered something else');
    },
  };
}

function isSmall({ files }: Pick<ScanInput, 'files'>): boolean {
  return files.reduce((sum, { content }) => sum + content.length, 0) < SMALL_BYTES;
}

function openThreads(size: number, options: ScanThreadsOptions): Threads {
  const { timeoutMs = DEFAULT_TIMEOUT_MS, memoryMb = DEFAULT_MEMORY_MB } = options;
  const idle: Worker[] = [];
  const waiting: (() => void)[] = [];
  let free = size;
  return {
    ask: async (task) => {
      if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
      else free -= 1;
      const worker = idle.pop() ?? newWorker(memoryMb);
      try {
        const answer = await askWorker(worker, task, timeoutMs);
        idle.push(worker);
        return answer;
      } catch (thrown) {
        await worker.terminate();
        throw thrown;
      } finally {
        const next = waiting.shift();
        if (next === undefined) free += 1;
        else next();
      }
    },
    close: async () => {
      await Promise.all(idle.map((worker) => worker.terminate()));
    },
  };
}

/** The one place that starts a scanning thread. */
function newWorker(memoryMb: number): Worker {
  const worker = new Worker(WORKER, { resourceLimits: { maxOldGenerationSizeMb: memoryMb } });
  // A thread that fails while nobody waits for it must not end the process.
  worker.on('error', () => undefined);
  return worker;
}

async function askWorker(worker: Worker, task: ScanTask, timeoutMs: number): Promise<ScanAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<ScanAnswer>();
  const onMessage = (data: unknown): void => resolve(parseScanAnswer(data));
  const onError = (error: unknown): void => reject(incomplete(toVaultError(error).message, error));
  const onExit = (): void => reject(incomplete('its thread ended without a word'));
  const timer = setTimeout(() => reject(incomplete(`it took longer than ${timeoutMs} ms`)), timeoutMs);
  worker.on('message', onMessage).on('error', onError).on('exit', onExit);
  try {
    worker.postMessage(task);
    return await promise;
  } finally {
    clearTimeout(timer);
    worker.off('message', onMessage).off('error', onError).off('exit', onExit);
  }
}

function incomplete(reason: string, cause?: unknown): VaultError {
  return new VaultError('ERR_SCAN_INCOMPLETE', reason, cause === undefined ? {} : { cause });
}
