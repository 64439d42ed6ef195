import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { toVaultError, VaultError } from '@ragnos-vault/errors';
import { collect } from '@ragnos-vault/metadata';
import type { Fetcher } from '@ragnos-vault/metadata';
import type { Walk, WalkFailure, WalkInput } from '@ragnos-vault/publisher';
import { parseStockRequest, type StockAnswer, type StockTask } from './parse-stock-message.ts';
import { workerFile } from './worker-file.ts';

const WORKER = workerFile('stock-walk-worker', import.meta.url);
/** More than any metadata that tuf-js takes. */
const MAX_METADATA_BYTES = 5_000_000;

/** The walk of a tuf-js as it comes, in a thread of its own; the repository reaches it through our fetcher. */
export const stockWalk: Walk = async (input, fetcher) => {
  const folder = await mkdtemp(join(tmpdir(), 'stock-walk-'));
  try {
    return await runWorker(await prepare(folder, input), { fetcher, input });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

async function prepare(folder: string, { start, now, samples }: WalkInput): Promise<StockTask> {
  const [metadataDir, targetDir] = [join(folder, 'metadata'), join(folder, 'targets')];
  for (const dir of [metadataDir, targetDir]) await mkdir(dir);
  for (const [name, bytes] of [['root.json', start.root] as const, ...start.known])
    await writeFile(join(metadataDir, name), bytes);
  return { metadataDir, targetDir, now: now.toISOString(), paths: samples.map(({ path }) => path) };
}

async function runWorker(
  task: StockTask,
  { fetcher, input }: { readonly fetcher: Fetcher; readonly input: WalkInput },
): Promise<readonly WalkFailure[]> {
  const maxLength = Math.max(MAX_METADATA_BYTES, ...input.samples.map(({ length }) => length));
  const worker = new Worker(WORKER, { workerData: task });
  const { promise, resolve, reject } = Promise.withResolvers<readonly WalkFailure[]>();
  worker.on('message', (data: unknown) => {
    const request = parseStockRequest(data);
    if (request.type === 'done') resolve(request.failures);
    else void answer(request, { fetcher, maxLength }).then((message) => worker.postMessage(message));
  });
  worker.on('error', reject);
  worker.on('exit', () => reject(new VaultError('ERR_INTERNAL', 'the walk of tuf-js ended without a word')));
  try {
    return await promise;
  } finally {
    await worker.terminate();
  }
}

async function answer(
  { id, path }: { readonly id: number; readonly path: string },
  { fetcher, maxLength }: { readonly fetcher: Fetcher; readonly maxLength: number },
): Promise<StockAnswer> {
  try {
    const stream = await fetcher.get(path, { maxLength });
    return stream === undefined ? { id } : { id, bytes: await collect(stream) };
  } catch (error) {
    return { id, error: toVaultError(error).message };
  }
}
