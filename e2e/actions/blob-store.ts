import type { IncomingMessage, ServerResponse } from 'node:http';

/** The part of Azure's block blobs that the toolkit uses: PUT whole or in blocks, GET and HEAD with ranges. */
export class BlobStore {
  readonly blobs = new Map<string, Buffer>();
  readonly #blocks = new Map<string, Buffer>();

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://blobs');
    const name = url.pathname;
    if (request.method === 'PUT') {
      await this.#put(name, url, await bodyOf(request));
      response.writeHead(201, { etag: '"1"', 'x-ms-request-id': '1' }).end();
      return;
    }
    const blob = this.blobs.get(name);
    if (blob === undefined) {
      response.writeHead(404).end();
      return;
    }
    this.#send(blob, request, response);
  }

  #put(name: string, url: URL, body: Buffer): Promise<void> {
    const id = url.searchParams.get('blockid') ?? '';
    switch (url.searchParams.get('comp')) {
      case 'block':
        this.#blocks.set(`${name} ${id}`, body);
        break;
      case 'blocklist': {
        const ids = [...body.toString().matchAll(/<Latest>([^<]*)<\/Latest>/g)].map(
          ([, latest = '']) => latest,
        );
        const blocks = ids.map((each) => this.#blocks.get(`${name} ${each}`) ?? Buffer.alloc(0));
        this.blobs.set(name, Buffer.concat(blocks));
        break;
      }
      default:
        this.blobs.set(name, body);
    }
    return Promise.resolve();
  }

  #send(blob: Buffer, request: IncomingMessage, response: ServerResponse): void {
    const [, from, to] = /bytes=([0-9]+)-([0-9]*)/.exec(request.headers.range ?? '') ?? [];
    const start = Number(from ?? 0);
    const part = blob.subarray(start, to ? Number(to) + 1 : blob.length);
    const headers = { 'content-length': part.length, etag: '"1"', 'content-type': 'application/zip' };
    const range = `bytes ${start}-${start + part.length - 1}/${blob.length}`;
    response.writeHead(
      from === undefined ? 200 : 206,
      from === undefined ? headers : { ...headers, 'content-range': range },
    );
    response.end(request.method === 'HEAD' ? undefined : part);
  }
}

export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync<Buffer>(request));
}
