import { afterEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { ask } from '../../spec/http-client.ts';
import { serveVaultFolder, type ServedVault } from '../../spec/served-vault.ts';
import { createRepositoryServer } from './repository-server.ts';
import { authorityOf } from './listen.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});
const serve = async (input: Parameters<typeof serveVaultFolder>[0] = {}): Promise<ServedVault> => {
  const vault = await serveVaultFolder(input);
  stops.push(() => vault.stop());
  return vault;
};
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('listen', () => {
  it('tells the port it took and a base URL that can be printed', async () => {
    const { url, port } = await serve();
    expect(url).toBe(`http://127.0.0.1:${port}`);
    expect((await fetch(`${url}/metadata/timestamp.json`)).status).toBe(200);
  });

  it('puts the prefix into the URL and serves below it only', async () => {
    const { url, port } = await serve({ prefix: '/vault' });
    expect(url).toBe(`http://127.0.0.1:${port}/vault`);
    const statuses = await Promise.all(
      [
        '/vault/metadata/timestamp.json',
        '/vault/targets/plain.bin',
        '/vault/healthz',
        '/healthz',
        '/metadata/timestamp.json',
        '/vault/vault/metadata/timestamp.json',
        '/vault/../metadata/timestamp.json',
        '/vault',
      ].map(async (path) => (await ask(port, path)).status),
    );
    expect(statuses).toEqual([200, 200, 200, 200, 404, 404, 404, 404]);
  });

  it('refuses a port that is taken, and leaves the other server alone', async () => {
    const { port, repositoryDir } = await serve();
    const second = createRepositoryServer({ repositoryDir });
    await expect(second.listen({ port, host: '127.0.0.1' })).rejects.toMatchObject({
      code: 'ERR_SERVE',
      message: `cannot listen, the port is taken: 127.0.0.1:${port}`,
      facts: { host: '127.0.0.1', port, reason: 'EADDRINUSE' },
      cause: { code: 'EADDRINUSE' },
    });
    expect((await ask(port, '/healthz')).status).toBe(200);
    await second.close();
    expect((await ask(port, '/healthz')).status).toBe(200);
  });

  it.each([
    [{ port: 0, host: '203.0.113.7' }, 'ERR_SERVE', { reason: 'EADDRNOTAVAIL' }],
    [{ port: 99_999, host: '127.0.0.1' }, 'ERR_SERVE', { reason: 'ERR_SOCKET_BAD_PORT' }],
    [{ port: 0, host: '' }, 'ERR_USAGE', {}],
  ])('refuses %j, and can still listen elsewhere', async (address, code, facts) => {
    const { repositoryDir } = await serve();
    const server = createRepositoryServer({ repositoryDir });
    await expect(server.listen(address)).rejects.toMatchObject({ code, facts });
    const { port } = await server.listen({ port: 0, host: '127.0.0.1' });
    expect((await ask(port, '/healthz')).status).toBe(200);
    await server.close();
  });

  it('refuses to listen twice, and keeps listening', async () => {
    const { server, port } = await serve();
    await expect(server.listen({ port: 0, host: '127.0.0.1' })).rejects.toMatchObject({ code: 'ERR_SERVE' });
    expect((await ask(port, '/healthz')).status).toBe(200);
  });

  it.each([
    ['0.0.0.0', '0.0.0.0:80'],
    ['localhost', 'localhost:80'],
    ['::1', '[::1]:80'],
    ['fe80::1%eth0', '[fe80::1%25eth0]:80'],
  ])('writes host %s as %s', (host, authority) => {
    expect(authorityOf(host, 80)).toBe(authority);
  });

  it('refuses a prefix or origin it cannot use, before anything listens', () => {
    expect(() => createRepositoryServer({ repositoryDir: '.', prefix: '/../x' })).toThrow(
      expect.objectContaining({ code: 'ERR_USAGE' }),
    );
    expect(() => createRepositoryServer({ repositoryDir: '.', cors: 'x' })).toThrow(
      expect.objectContaining({ code: 'ERR_USAGE' }),
    );
  });
});

describe('close', () => {
  const download = (port: number, path: string): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      get({ host: '127.0.0.1', port, path, agent: false }, (response) => {
        response.pause();
        resolve(response);
      }).on('error', reject);
    });
  const readSlowly = async (response: IncomingMessage): Promise<Buffer> => {
    const chunks: Buffer[] = [];
    for await (const chunk of response) {
      chunks.push(chunk as Buffer);
      if (chunks.length % 16 === 0) await pause(2);
    }
    return Buffer.concat(chunks);
  };

  it('lets slow downloads finish, whole, and takes no new ones', async () => {
    const vault = await serve();
    const bytes = randomBytes(12 * 1024 * 1024 + 3);
    await vault.write('targets/big.bin', bytes);
    const responses = await Promise.all([1, 2, 3].map(() => download(vault.port, '/targets/big.bin')));
    let isClosed = false;
    const closing = vault.server.close().then(() => (isClosed = true));
    await expect(ask(vault.port, '/healthz')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await pause(100);
    expect(isClosed).toBe(false);
    for (const body of await Promise.all(responses.map(readSlowly))) expect(body.equals(bytes)).toBe(true);
    await closing;
    expect(isClosed).toBe(true);
  });

  it('lets the answers of one connection leave, though the client does not read yet', async () => {
    const vault = await serve();
    await vault.write('targets/medium.bin', randomBytes(60_000));
    const client = connect(vault.port, '127.0.0.1').pause();
    client.write('GET /targets/medium.bin HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(250));
    await pause(1_000);
    const closing = vault.server.close();
    await pause(100);
    const chunks: Buffer[] = [];
    for await (const chunk of client) chunks.push(chunk as Buffer);
    await closing;
    const replies = Buffer.concat(chunks).toString('latin1').split('HTTP/1.1 200 OK').slice(1);
    expect(replies.length).toBe(250);
    expect(replies.every((reply) => reply.length > 60_000)).toBe(true);
  });

  it('closes idle connections at once, those that never asked among them', async () => {
    const vault = await serve({ graceMs: 60_000 });
    const agent = new Agent({ keepAlive: true });
    await new Promise<void>((resolve) => {
      get({ host: '127.0.0.1', port: vault.port, path: '/healthz', agent }, (response) => {
        response.resume().on('end', resolve);
      });
    });
    const silent = connect(vault.port, '127.0.0.1');
    silent.on('error', () => undefined);
    await new Promise((resolve) => silent.once('connect', resolve));
    await pause(20);
    const started = performance.now();
    await vault.server.close();
    expect(performance.now() - started).toBeLessThan(30_000);
    agent.destroy();
    silent.destroy();
  });

  it('cuts what still runs at the deadline', async () => {
    const vault = await serve({ graceMs: 100 });
    await vault.write('targets/big.bin', randomBytes(32 * 1024 * 1024));
    const response = await download(vault.port, '/targets/big.bin');
    response.on('error', () => undefined);
    const started = performance.now();
    await vault.server.close();
    expect(performance.now() - started).toBeGreaterThan(80);
    await expect(readSlowly(response)).rejects.toThrow();
  });

  it('may be called twice, before listening, and before listening again', async () => {
    const vault = await serve();
    await Promise.all([vault.server.close(), vault.server.close()]);
    await vault.server.close();
    const { port } = await vault.server.listen({ port: 0, host: '127.0.0.1' });
    expect((await ask(port, '/healthz')).status).toBe(200);
    await createRepositoryServer({ repositoryDir: vault.repositoryDir }).close();
  });
});
