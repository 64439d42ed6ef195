import { once } from 'node:events';
import { gunzipSync } from 'node:zlib';
import { unpackTar } from 'modern-tar';
import { Parser, type ReadEntry } from 'tar';
import { toList, type List } from './listing.ts';
import { extractor } from './parse-tar-stream.ts';

/** A failure of theirs shows as a list that is no list of ours. */
const failed = (error: unknown): List => [`failed: ${String(error)}`];

export async function listByNodeTar(bytes: Uint8Array): Promise<List> {
  const files: [string, Uint8Array][] = [];
  const parser = new Parser({ strict: true });
  parser.on('entry', (entry: ReadEntry) => {
    const pieces: Buffer[] = [];
    entry.on('data', (piece: Buffer) => pieces.push(piece));
    entry.on('end', () => {
      if (entry.type !== 'Directory') files.push([nameOf(entry), Buffer.concat(pieces)]);
    });
  });
  const ended = once(parser, 'end');
  parser.end(Buffer.from(bytes));
  return ended.then(() => toList(files), failed);
}

function nameOf({ path, type }: ReadEntry): string {
  return type === 'File' || type === 'OldFile' ? path : `${type} ${path}`;
}

export async function listByTarStream(bytes: Uint8Array): Promise<List> {
  const files: [string, Uint8Array][] = [];
  const extract = extractor();
  extract.on('entry', ({ name, type }, stream, next) => {
    const pieces: Buffer[] = [];
    stream.on('data', (piece) => pieces.push(piece));
    stream.on('error', next);
    stream.on('end', () => {
      if (type !== 'directory')
        files.push([type === 'file' ? name : `${type} ${name}`, Buffer.concat(pieces)]);
      next();
    });
    stream.resume();
  });
  return new Promise((resolve) => {
    extract.on('finish', () => resolve(toList(files)));
    extract.on('error', (error) => resolve(failed(error)));
    extract.end(gunzipSync(bytes));
  });
}

export async function listByModernTar(bytes: Uint8Array): Promise<List> {
  try {
    const entries = await unpackTar(gunzipSync(bytes), { strict: true });
    return toList(
      entries.flatMap(({ header, data }) =>
        header.type === 'directory'
          ? []
          : [
              [
                header.type === 'file' ? header.name : `${header.type} ${header.name}`,
                data ?? new Uint8Array(),
              ] as const,
            ],
      ),
    );
  } catch (error) {
    return failed(error);
  }
}
