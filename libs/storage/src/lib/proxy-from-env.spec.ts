import { describe, expect, it } from '@jest/globals';
import { proxyFromEnv, type Environment } from './proxy-from-env.ts';

const HTTP = 'http://vault.example/';
const HTTPS = 'https://vault.example/';

function chosen(env: Environment, target: string): string | undefined {
  return proxyFromEnv(env)(new URL(target))?.url.href;
}

describe('proxyFromEnv', () => {
  const choices: { env: Environment; target: string; proxy: string | undefined }[] = [
    { env: {}, target: HTTP, proxy: undefined },
    { env: { http_proxy: 'http://p:1' }, target: HTTP, proxy: 'http://p:1/' },
    { env: { HTTP_PROXY: 'http://p:1' }, target: HTTP, proxy: 'http://p:1/' },
    { env: { http_proxy: 'http://p:1' }, target: HTTPS, proxy: undefined },
    { env: { https_proxy: 'http://p:1' }, target: HTTPS, proxy: 'http://p:1/' },
    { env: { HTTPS_PROXY: 'https://p:1' }, target: HTTPS, proxy: 'https://p:1/' },
    { env: { https_proxy: 'http://p:1' }, target: HTTP, proxy: undefined },
    { env: { all_proxy: 'http://p:1' }, target: HTTP, proxy: 'http://p:1/' },
    { env: { ALL_PROXY: 'http://p:1' }, target: HTTPS, proxy: 'http://p:1/' },
    { env: { https_proxy: 'http://p:1', HTTPS_PROXY: 'http://q:1' }, target: HTTPS, proxy: 'http://p:1/' },
    { env: { HTTPS_PROXY: 'http://p:1', ALL_PROXY: 'http://q:1' }, target: HTTPS, proxy: 'http://p:1/' },
    { env: { https_proxy: ' ', HTTPS_PROXY: 'http://q:1' }, target: HTTPS, proxy: 'http://q:1/' },
    { env: { http_proxy: 'p:3128' }, target: HTTP, proxy: 'http://p:3128/' },
    { env: { http_proxy: 'http://p:1/ignored' }, target: HTTP, proxy: 'http://p:1/' },
    { env: { http_proxy: 'http://p:1', no_proxy: 'vault.example' }, target: HTTP, proxy: undefined },
    { env: { http_proxy: 'http://p:1', NO_PROXY: '*' }, target: HTTP, proxy: undefined },
    { env: { http_proxy: 'http://p:1', no_proxy: 'x', NO_PROXY: '*' }, target: HTTP, proxy: 'http://p:1/' },
    // httpoxy: a CGI server sets HTTP_PROXY from the header `Proxy:` of whoever asks it.
    { env: { HTTP_PROXY: 'http://evil:1', REQUEST_METHOD: 'GET' }, target: HTTP, proxy: undefined },
    { env: { http_proxy: 'http://p:1', REQUEST_METHOD: 'GET' }, target: HTTP, proxy: 'http://p:1/' },
    { env: { HTTPS_PROXY: 'http://p:1', REQUEST_METHOD: 'GET' }, target: HTTPS, proxy: 'http://p:1/' },
  ];
  it.each(choices)('with $env asks $target by $proxy', ({ env, target, proxy }) => {
    expect(chosen(env, target)).toBe(proxy);
  });

  it('takes the credentials out of the address, percent-decoded', () => {
    const proxy = proxyFromEnv({ http_proxy: 'me:p%40ss@p:1' })(new URL(HTTP));
    expect(proxy?.url.href).toBe('http://p:1/');
    expect(proxy?.authorization).toBe(`Basic ${Buffer.from('me:p@ss').toString('base64')}`);
  });

  it.each(['socks5://me:secret@p:1080', 'http://me:secret@', 'ftp://me:secret@p', 'http://me:secret%@p'])(
    'refuses the proxy %s as soon as it is needed, without its credentials',
    (value) => {
      const proxyFor = proxyFromEnv({ https_proxy: value, no_proxy: 'local.example' });
      expect(proxyFor(new URL(HTTP))).toBeUndefined();
      expect(proxyFor(new URL('https://local.example/'))).toBeUndefined();
      let thrown: unknown;
      try {
        proxyFor(new URL(HTTPS));
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toMatchObject({ code: 'ERR_USAGE' });
      expect(`${String(thrown)}${JSON.stringify(thrown)}`).not.toContain('secret');
    },
  );
});
