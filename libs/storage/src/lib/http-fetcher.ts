import type { Fetcher } from '@ragnos-vault/metadata';
import { fetchFailed, tooLong } from './fetch-errors.ts';
import { parseAnswer, rangeHeaders, type Continuation } from './http-answer.ts';
import { awaitStep, dismiss, sendRequest, type Answer } from './http-request.ts';
import { isWorthRetrying } from './http-retry.ts';
import { startTransfer, timingOf, type HttpTiming, type Transfer } from './http-transfer.ts';
import { openTransport } from './http-transport.ts';
import { parseBaseUrl, type BaseUrl } from './parse-base-url.ts';
import { parseFetchPath } from './parse-fetch-path.ts';
import { proxyFromEnv, type Environment } from './proxy-from-env.ts';

export interface HttpFetcherOptions extends Partial<HttpTiming> {
  /** Where HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY are looked up; without it no proxy is used. */
  readonly env?: Environment;
}

/**
 * Reads a repository that is served over HTTP, below any prefix. A dropped connection is resumed, an overloaded
 * server is asked again; a caller sees one stream, or one error. 404 and 410 are "not there", and so is a 403
 * where the next root is looked for ({@link parseAnswer} says why); any other status is a failure.
 *
 * A stream that was begun must be read to its end or closed, as `for await` does.
 *
 * @throws ERR_USAGE for an address that is not one, of the repository or of its proxy
 */
export function httpFetcher(baseUrl: string, options: HttpFetcherOptions = {}): Fetcher {
  const { env = {}, ...timing } = options;
  const base = parseBaseUrl(baseUrl);
  const proxyFor = proxyFromEnv(env);
  proxyFor(new URL(base.origin));
  const source = { base, transport: openTransport(proxyFor), timing: timingOf(timing) };
  return {
    get: async (path, wanted) => get(startTransfer({ path, url: urlOf(base, path) }, wanted, source)),
  };
}

interface OpenAnswer extends Answer, Continuation {}

async function get(transfer: Transfer): Promise<AsyncIterable<Uint8Array> | undefined> {
  for (;;) {
    try {
      const answer = await openAnswer(transfer);
      return answer === undefined ? undefined : readAll(transfer, answer);
    } catch (error) {
      if (!(await isWorthRetrying(transfer, error))) throw error;
    }
  }
}

async function* readAll(transfer: Transfer, first: OpenAnswer): AsyncGenerator<Uint8Array> {
  let answer: OpenAnswer | undefined = first;
  for (;;) {
    try {
      answer ??= await openAnswer(transfer);
      if (answer === undefined)
        throw fetchFailed(transfer.url, 'the file went away', { facts: { status: 404 } });
      yield* readBody(transfer, answer);
      return;
    } catch (error) {
      answer = undefined;
      if (!(await isWorthRetrying(transfer, error))) throw error;
    }
  }
}

async function openAnswer(transfer: Transfer): Promise<OpenAnswer | undefined> {
  const answer = await sendRequest(transfer, rangeHeaders(transfer));
  let continuation: Continuation | undefined;
  try {
    continuation = parseAnswer(transfer, answer.response);
  } finally {
    if (continuation === undefined) await dismiss(transfer, answer);
  }
  return continuation && { ...answer, ...continuation };
}

/** Yields what the reader does not have yet, and never more than the transfer may hold. */
async function* readBody(transfer: Transfer, answer: OpenAnswer): AsyncGenerator<Uint8Array> {
  const { progress, url, maxLength } = transfer;
  let skip = answer.skip;
  for await (const chunk of readChunks(transfer, answer)) {
    const fresh = chunk.subarray(Math.min(skip, chunk.length));
    skip -= chunk.length - fresh.length;
    if (fresh.length === 0) continue;
    if (progress.delivered + fresh.length > maxLength) throw tooLong(url, maxLength);
    progress.delivered += fresh.length;
    yield fresh;
  }
  if (skip > 0)
    throw fetchFailed(url, 'the file became shorter while it was read', { facts: { status: 200 } });
}

async function* readChunks(transfer: Transfer, { response, abort }: Answer): AsyncGenerator<Uint8Array> {
  try {
    const chunks = bytesOf(response);
    for (;;) {
      const step = await awaitStep(transfer, abort, () => chunks.next());
      if (step.done === true) break;
      yield step.value;
    }
    // A body that ended too early must not pass for a short one.
    if (!response.complete) throw fetchFailed(transfer.url, 'the connection was cut');
  } finally {
    // Harmless after the end; before it, this is what closes the connection.
    abort.abort();
  }
}

function bytesOf(body: AsyncIterable<Uint8Array>): AsyncIterator<Uint8Array> {
  return body[Symbol.asyncIterator]();
}

function urlOf(base: BaseUrl, path: string): string {
  return `${base.origin}${base.prefix}/${parseFetchPath(path)
    .map((segment) => encodeSegment(segment, path))
    .join('/')}`;
}

/** A role whose name cannot be plain text, such as `../role`, comes encoded in the path, and the `%` tells. */
function encodeSegment(segment: string, path: string): string {
  const isEncoded = path.startsWith('metadata/') && /%[0-9A-F]{2}/.test(segment);
  return isEncoded ? segment : encodeURIComponent(segment);
}
