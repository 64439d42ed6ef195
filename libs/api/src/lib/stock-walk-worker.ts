// A stock tuf-js, with nothing of ours in its thread: our client changes the models of tuf-js for a whole process.
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { BaseFetcher, Updater } from 'tuf-js';
import { DownloadHTTPError } from 'tuf-js/dist/error.js';
import { parseStockAnswer, parseStockTask, type StockAnswer } from './parse-stock-message.ts';
import type { StockRequest, StockTask } from './parse-stock-message.ts';

const BASE = 'http://repository.invalid';

/** Asks the thread that started this one for the files of the repository. */
class ThreadFetcher extends BaseFetcher {
  readonly #port: MessagePort;
  readonly #waiting = new Map<number, (answer: StockAnswer) => void>();
  #asked = 0;

  constructor(port: MessagePort) {
    super();
    this.#port = port;
    port.on('message', (data: unknown) => {
      const answer = parseStockAnswer(data);
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    });
  }

  override async fetch(url: string): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    const { bytes, error } = await this.#ask(pathOf(url));
    if (error !== undefined) throw new Error(error);
    if (bytes === undefined) throw new DownloadHTTPError('not found', 404);
    return new Blob([Uint8Array.from(bytes)]).stream();
  }

  #ask(path: string): Promise<StockAnswer> {
    this.#asked += 1;
    const id = this.#asked;
    const { promise, resolve } = Promise.withResolvers<StockAnswer>();
    this.#waiting.set(id, resolve);
    send(this.#port, { type: 'get', id, path });
    return promise;
  }
}

/** The path below the repository, as our fetchers take it: a role's name that cannot be plain text stays encoded. */
function pathOf(url: string): string {
  const encoded = url.slice(BASE.length + 1);
  const plain = encoded.split('/').map((segment) => decodeURIComponent(segment));
  const isPlain = plain.every((segment) => !/[%/\\\p{Cc}]/u.test(segment));
  return isPlain ? plain.join('/') : encoded;
}

function send(port: MessagePort, request: StockRequest): void {
  port.postMessage(request);
}

async function walk({ metadataDir, targetDir, now, paths }: StockTask, port: MessagePort): Promise<void> {
  const addresses = { metadataBaseUrl: `${BASE}/metadata`, targetBaseUrl: `${BASE}/targets` };
  const failures: { readonly path?: string; readonly message: string }[] = [];
  try {
    const updater = new Updater({ metadataDir, targetDir, ...addresses, fetcher: new ThreadFetcher(port) });
    setClock(updater, new Date(now));
    await updater.refresh();
    for (const path of paths) {
      const message = await download(path, updater);
      if (message !== undefined) failures.push({ path, message });
    }
  } catch (error) {
    failures.push({ message: messageOf(error) });
  }
  send(port, { type: 'done', failures });
}

// It took the machine's time; the caller judges the repository at another.
function setClock(updater: Updater, now: Date): void {
  const trusted: unknown = Reflect.get(updater, 'trustedSet');
  if (typeof trusted === 'object' && trusted !== null) Reflect.set(trusted, 'referenceTime', now);
}

async function download(path: string, updater: Updater): Promise<string | undefined> {
  try {
    const target = await updater.getTargetInfo(path);
    if (target === undefined) return 'it was not found';
    await updater.downloadTarget(target);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function answer(port: MessagePort): Promise<void> {
  await walk(parseStockTask(workerData), port);
  port.close();
}

// What it throws ends the thread, with that error; a bundle in CommonJS has no `await` here.
if (parentPort !== null) void answer(parentPort);
