import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { redactUrl } from './redact-url.ts';

describe('redactUrl', () => {
  it.each([
    ['https://host/prefix/', 'https://host/prefix/'],
    ['https://user:pass@host:8443/prefix', 'https://host:8443/prefix'],
    ['https://token@host/', 'https://host/'],
    ['http://host/x?token=abc#frag', 'http://host/x'],
    ['http://user:pa/ss@host/', 'http://host/'],
    ['http:/user:pass@host/', 'http://host/'],
    ['http://user:pass@[broken/', 'http://[broken/'],
    ['s3://key:secret@bucket/x?y', 's3://bucket/x'],
    ['file:///srv/a@b/vault', 'file:///srv/a@b/vault'],
    ['./a@b/vault', './a@b/vault'],
    ['/srv/a@b?c', '/srv/a@b?c'],
    ['C:\\vault\\a@b', 'C:\\vault\\a@b'],
    ['', ''],
  ])('%s -> %s', (url, redacted) => {
    expect(redactUrl(url)).toBe(redacted);
  });

  it('never throws, and never shows a password of an http address', () => {
    const secret = fc.string({ minLength: 1 }).map((text) => `Q${encodeURIComponent(text.toWellFormed())}Z`);
    fc.assert(
      fc.property(secret, fc.constantFrom('http', 'https'), (password, scheme) => {
        expect(redactUrl(`${scheme}://me:${password}@host/path`)).toBe(`${scheme}://host/path`);
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => void redactUrl(text)));
  });
});
