import { once } from 'node:events';
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';

export interface Question {
  readonly method?: string;
  /** Sent as it is: `fetch` would resolve `..` away before the server ever saw it. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** One request on a connection of its own, read to its end. */
export async function ask(base: string, question: Question): Promise<Reply> {
  const response = await open(base, question);
  const { statusCode = 0, headers } = response;
  return { status: statusCode, headers, body: await readAll(response) };
}

/** The same with the body still to be read. */
export async function open(
  base: string,
  { method = 'GET', path, headers = {} }: Question,
): Promise<IncomingMessage> {
  const { hostname, port } = new URL(base);
  const sent = request({ hostname, port, path, method, headers, agent: false });
  return new Promise((resolve, reject) => {
    sent.once('response', resolve);
    sent.once('error', reject);
    sent.end();
  });
}

async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(stream, 'end');
  return Buffer.concat(chunks);
}
