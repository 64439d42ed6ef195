import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export interface Served {
  readonly url: string;
  /** Bytes of metadata that were served so far. */
  readonly metadataBytes: () => Promise<number>;
}

/** Serves a repository over HTTP on loopback, in a process of its own, for as long as `work` takes. */
export async function whileServed<T>(folder: string, work: (served: Served) => Promise<T>): Promise<T> {
  const child = fork(join(import.meta.dirname, 'serve.ts'), [folder]);
  const answer = (): Promise<unknown> => new Promise((resolve) => child.once('message', resolve));
  try {
    const url = await answer();
    const metadataBytes = async (): Promise<number> => {
      // The last request of a client that has ended may still be counted.
      await delay(100);
      child.send('count');
      return Number(await answer());
    };
    return await work({ url: String(url), metadataBytes });
  } finally {
    child.disconnect();
    await once(child, 'exit');
  }
}
