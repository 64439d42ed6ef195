import type { IncomingHttpHeaders } from 'node:http';
import { parseByteRange, type ByteRange } from './byte-range.ts';
import { cacheControlOf, contentTypeOf } from './file-class.ts';
import type { HeaderList } from './fixed-headers.ts';
import { isRangeCurrent, weighConditions, type Validators } from './preconditions.ts';
import type { ServedPath } from './served-path.ts';

export interface FileQuestion {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly path: ServedPath;
  readonly file: { readonly size: number; readonly etag: string; readonly changedMs: number };
  readonly now: Date;
}

export interface FilePlan {
  readonly status: 200 | 206 | 304 | 412 | 416;
  readonly headers: HeaderList;
  /** The bytes to send, for 200 and 206 of something that is not empty. */
  readonly range: ByteRange | undefined;
}

/** How coarsely a kernel may stamp a change. */
const CLOCK_STEP_MS = 100;

/** Decides how a file that exists is answered; reads nothing and sends nothing. */
export function planFileAnswer(question: FileQuestion): FilePlan {
  const { headers, file, now } = question;
  const validators: Validators = { etag: file.etag, lastModified: lastModifiedOf(file.changedMs, now) };
  const verdict = weighConditions(headers, validators, now);
  if (verdict === 'failed') return { status: 412, headers: [], range: undefined };

  const kept = validatorHeaders(question.path, validators);
  if (verdict === 'not-modified') return { status: 304, headers: kept, range: undefined };

  const range = rangeOf(question, validators);
  if (range === 'unsatisfiable') {
    return { status: 416, headers: ['Content-Range', `bytes */${file.size}`], range: undefined };
  }
  return planContent(question, kept, range);
}

function planContent(question: FileQuestion, kept: HeaderList, part: ByteRange | undefined): FilePlan {
  const { size } = question.file;
  const range = part ?? { start: 0, end: size - 1 };
  const length = range.end - range.start + 1;
  const content = ['Content-Type', contentTypeOf(question.path), 'Content-Length', String(length)];
  const partial = part === undefined ? [] : ['Content-Range', `bytes ${range.start}-${range.end}/${size}`];
  return {
    status: part === undefined ? 200 : 206,
    headers: [...content, 'Accept-Ranges', 'bytes', ...partial, ...kept],
    range: length === 0 ? undefined : range,
  };
}

/** Range is defined for GET alone (RFC 9110, 14.2). */
function rangeOf(question: FileQuestion, validators: Validators): ByteRange | 'unsatisfiable' | undefined {
  const { method, headers, file } = question;
  const ifRange = headers['if-range'];
  const applies =
    method === 'GET' && isRangeCurrent(typeof ifRange === 'string' ? ifRange : undefined, validators);
  return applies ? parseByteRange(headers.range, file.size) : undefined;
}

/**
 * Rounded up, and withheld until it has passed. HTTP dates count whole seconds; rounded down, a timestamp.json
 * which replaces another within the same second would be taken for it.
 */
function lastModifiedOf(changedMs: number, now: Date): Date | undefined {
  const rounded = Math.ceil((changedMs + CLOCK_STEP_MS) / 1000) * 1000;
  return rounded <= now.getTime() ? new Date(rounded) : undefined;
}

function validatorHeaders(path: ServedPath, { etag, lastModified }: Validators): HeaderList {
  const date = lastModified === undefined ? [] : ['Last-Modified', lastModified.toUTCString()];
  return ['ETag', etag, ...date, 'Cache-Control', cacheControlOf(path)];
}
