import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { VaultError } from '@ragnos-vault/errors';
import { ask } from '../../spec/http-client.ts';
import { runExchange, type RequestEvent } from './exchange.ts';
import { listenOn, stopListening } from './listen.ts';

const failing = (code: string) => ({
  open: () => Promise.reject(Object.assign(new Error(`${code}: no`), { code })),
});

describe('a file that is there and cannot be read', () => {
  const events: RequestEvent[] = [];
  const errors: VaultError[] = [];
  let server: Server;
  let files = failing('EACCES');
  beforeEach(() => {
    events.length = 0;
    errors.length = 0;
    server = createServer((request, response) => {
      const onRequest = (event: RequestEvent) => events.push(event);
      const onError = (error: VaultError) => errors.push(error);
      const site = { files, prefix: [], preflight: [] };
      void runExchange(request, response, { site, headers: ['X-Fixed', 'yes'], onRequest, onError });
    });
  });
  afterEach(() => stopListening(server));

  it.each([
    ['EACCES', 500, undefined, 'ERR_IO'],
    ['EIO', 500, undefined, 'ERR_IO'],
    ['EMFILE', 503, '1', 'ERR_IO'],
    ['EWHAT', 500, undefined, 'ERR_INTERNAL'],
  ])(
    'is never "not there": %s is %i, and the operator is told',
    async (...[code, status, retryAfter, known]) => {
      files = failing(code);
      const port = await listenOn(server, { port: 0, host: '127.0.0.1' });
      const reply = await ask(port, '/metadata/2.root.json');
      expect(reply.status).toBe(status);
      expect(reply.headers).toMatchObject({ 'cache-control': 'no-store', 'x-fixed': 'yes' });
      expect(reply.headers['retry-after']).toBe(retryAfter);
      expect(reply.body.toString()).not.toContain(code);
      const health = await ask(port, '/healthz');
      expect(health).toMatchObject({ status: 503, body: Buffer.from('{"status":"unavailable"}') });
      expect(errors).toMatchObject([{ code: known, cause: { code } }, { code: known }]);
      expect(events).toMatchObject([{ status }, { status: 503 }]);
    },
  );
});
