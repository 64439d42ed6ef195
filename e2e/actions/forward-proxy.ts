import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';

/** A proxy that knows one host, whose files are those of a folder, and notes whom it was asked for. */
export interface ForwardProxy {
  readonly url: string;
  readonly asked: readonly string[];
  close(): void;
}

export async function startProxy(host: string, dir: string): Promise<ForwardProxy> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const target = new URL(request.url ?? '/', 'http://nowhere');
    asked.push(target.host);
    const file = readFile(join(dir, decodeURIComponent(target.pathname)));
    file.then(
      (bytes) => (target.host === host ? response.end(bytes) : response.writeHead(502).end()),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  return { url: `http://127.0.0.1:${address.port}`, asked, close: () => server.close() };
}
