import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { systemCodeOf } from '@ragnos-vault/errors';
import { shortAnswer } from './answer.ts';
import type { HeaderList } from './fixed-headers.ts';

const STATUS: ReadonlyMap<string, number> = new Map([
  ['HPE_HEADER_OVERFLOW', 431],
  ['ERR_HTTP_REQUEST_TIMEOUT', 408],
]);

/** Answers bytes that are no HTTP request, by hand because there is no response object, and hangs up. */
export function refuseBytes(socket: Duplex, error: Error, fixed: HeaderList): void {
  if (!socket.writable || systemCodeOf(error) === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const { status, headers, body } = shortAnswer(STATUS.get(systemCodeOf(error) ?? '') ?? 400);
  const pairs = [...fixed, ...headers, 'Connection', 'close'];
  const lines = pairs.map((text, i) => (i % 2 === 0 ? `${text}: ` : `${text}\r\n`)).join('');
  socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines}\r\n`);
  socket.end(body, () => socket.destroy());
}
