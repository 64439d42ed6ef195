import type { IncomingMessage, ServerResponse } from 'node:http';
import { toVaultError, type VaultError } from '@ragnos-vault/errors';
import { answerRequest, type Site } from './answer-request.ts';
import type { HeaderList } from './fixed-headers.ts';
import { sendAnswer, type Outcome } from './send-answer.ts';

/** One line of an access log. */
export interface RequestEvent {
  readonly method: string;
  /** As received, without the query: printable ASCII, because the parser of Node.js refuses all else. */
  readonly path: string;
  readonly status: number;
  /** Bytes of the body that were handed to the connection. */
  readonly bytes: number;
  readonly durationMs: number;
}

export interface ExchangePorts {
  readonly site: Site;
  readonly headers: HeaderList;
  readonly onRequest: (event: RequestEvent) => void;
  readonly onError: (error: VaultError) => void;
}

/**
 * Answers one request from beginning to end; resolves when the response has left or its client has, and never
 * rejects: what goes wrong is told to `onError`, and to the client as a 5xx or a cut connection.
 */
export async function runExchange(
  request: IncomingMessage,
  response: ServerResponse,
  ports: ExchangePorts,
): Promise<void> {
  // The exchange before this one ended the connection; without it this response would wait for ever.
  if (response.socket === null) return;
  const started = performance.now();
  const over = whenOver(response);
  const outcome = await respond(request, response, ports);
  if (outcome.error !== undefined) ports.onError(toVaultError(outcome.error));
  await over;
  ports.onRequest({
    method: request.method ?? '',
    path: (request.url ?? '').split('?', 1)[0] ?? '',
    status: response.statusCode,
    bytes: outcome.bytes,
    durationMs: performance.now() - started,
  });
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  { site, headers }: ExchangePorts,
): Promise<Outcome> {
  try {
    const answer = await answerRequest(request, site);
    return { error: answer.error, ...(await sendAnswer(response, answer, headers)) };
  } catch (error) {
    // A defect, or a file that could not be closed: nobody may take what was sent for complete.
    response.destroy();
    return { bytes: 0, error };
  }
}

/** `close` follows every end: a response that left, a client that did, and an error on the way. */
async function whenOver(response: ServerResponse): Promise<void> {
  await new Promise<void>((resolve) => {
    response.once('close', resolve);
    response.on('error', () => response.destroy());
  });
}
