import type { IncomingMessage } from 'node:http';
import { systemCodeOf } from '@ragnos-vault/errors';
import { emptyAnswer, healthAnswer, shortAnswer, type Answer } from './answer.ts';
import type { HeaderList } from './fixed-headers.ts';
import { parseRequestPath } from './parse-request-path.ts';
import { planFileAnswer } from './plan-file-answer.ts';
import type { FileSource, ServedFile } from './served-file.ts';
import type { ServedPath } from './served-path.ts';
import { fromWholePathPrefix } from './whole-path-prefix.ts';

export interface Site {
  readonly files: FileSource;
  readonly prefix: readonly string[];
  readonly preflight: HeaderList;
}

const ALLOW: HeaderList = ['Allow', 'GET, HEAD, OPTIONS'];
const TIMESTAMP: ServedPath = { folder: 'metadata', segments: ['timestamp.json'] };
const EXHAUSTED = new Set(['EMFILE', 'ENFILE', 'ENOMEM']);

/**
 * Decides the answer to one request; an answer that holds an open file must be sent, or its handle closed.
 * A file that is there and cannot be read is an answer with an error, never a rejection.
 */
export async function answerRequest(request: IncomingMessage, site: Site): Promise<Answer> {
  const method = request.method ?? '';
  // RFC 9112, 3.2: a request of HTTP/1.1 without Host is malformed.
  if (request.httpVersion === '1.1' && request.headers.host === undefined) return shortAnswer(400);
  if (method === 'OPTIONS') return emptyAnswer([...ALLOW, ...site.preflight]);
  if (method !== 'GET' && method !== 'HEAD') return shortAnswer(405, ALLOW);

  const parsed = parseRequestPath(request.url ?? '', site.prefix);
  switch (parsed.kind) {
    case 'malformed':
      return shortAnswer(400);
    case 'absent':
      return shortAnswer(404);
    case 'health':
      return answerHealth(site.files);
    case 'file':
      return answerFile(request, parsed.path, site.files).catch(failureAnswer);
  }
}

/**
 * Never 403 or 404: a TUF client takes those for "there is no newer root" and would stay, in good faith, on an
 * old one.
 */
function failureAnswer(error: unknown): Answer {
  if (EXHAUSTED.has(systemCodeOf(error) ?? '')) return { ...shortAnswer(503, ['Retry-After', '1']), error };
  return { ...shortAnswer(500), error };
}

async function answerFile(request: IncomingMessage, asked: ServedPath, files: FileSource): Promise<Answer> {
  const found = (await openAt(asked, files)) ?? (await openAt(fromWholePathPrefix(asked), files));
  if (found === undefined) return shortAnswer(404);
  const { file, path } = found;
  const { headers, method = '' } = request;
  const plan = planFileAnswer({ method, headers, path, file, now: new Date() });
  const { content } = file;
  if (method === 'GET' && plan.range !== undefined) {
    const { start, end } = plan.range;
    const body =
      content instanceof Uint8Array
        ? content.subarray(start, end + 1)
        : { handle: content, range: plan.range };
    return { status: plan.status, headers: plan.headers, body };
  }
  await closeFile(file);
  if (plan.status === 412 || plan.status === 416) return shortAnswer(plan.status, plan.headers);
  return { status: plan.status, headers: plan.headers, body: undefined };
}

async function openAt(
  path: ServedPath | undefined,
  files: FileSource,
): Promise<{ readonly file: ServedFile; readonly path: ServedPath } | undefined> {
  const file = path && (await files.open(path));
  return path && file && { file, path };
}

async function answerHealth(files: FileSource): Promise<Answer> {
  try {
    const file = await files.open(TIMESTAMP);
    if (file !== undefined) await closeFile(file);
    return healthAnswer(file !== undefined);
  } catch (error) {
    return { ...healthAnswer(false), error };
  }
}

async function closeFile({ content }: ServedFile): Promise<void> {
  if (!(content instanceof Uint8Array)) await content.close();
}
