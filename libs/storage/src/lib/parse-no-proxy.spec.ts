import { describe, expect, it } from '@jest/globals';
import { parseNoProxy } from './parse-no-proxy.ts';

describe('parseNoProxy', () => {
  it.each([
    ['*', 'http://any.example/'],
    ['example.com', 'http://example.com/'],
    ['example.com', 'https://a.b.example.com/'],
    ['EXAMPLE.com', 'https://Example.COM/'],
    ['.example.com', 'https://example.com/'],
    ['.example.com', 'https://www.example.com/'],
    ['*.example.com', 'https://www.example.com/'],
    ['example.com.', 'https://www.example.com/'],
    ['example.com', 'https://example.com./'],
    ['a, example.com', 'https://example.com/'],
    ['a\texample.com\nb', 'https://example.com/'],
    ['example.com:8443', 'https://example.com:8443/'],
    ['example.com:443', 'https://example.com/'],
    ['example.com:80', 'http://example.com/'],
    ['localhost', 'http://localhost:3000/'],
    ['127.0.0.1', 'http://127.0.0.1:3000/'],
    ['127.0.0.1:3000', 'http://127.0.0.1:3000/'],
    ['10.0.0.0/8', 'http://10.20.30.40/'],
    ['0.0.0.0/0', 'http://10.20.30.40/'],
    ['::1', 'http://[::1]:3000/'],
    ['[::1]', 'http://[::1]:3000/'],
    ['[::1]:3000', 'http://[::1]:3000/'],
    ['0:0:0:0:0:0:0:1', 'http://[::1]/'],
    ['fd00::/8', 'http://[fd12::1]/'],
  ])('%j exempts %s', (list, url) => {
    expect(parseNoProxy(list)(new URL(url))).toBe(true);
  });

  it.each([
    ['', 'http://example.com/'],
    [' , ', 'http://example.com/'],
    ['.', 'http://example.com/'],
    ['example.com', 'http://notexample.com/'],
    ['example.com', 'http://example.com.evil.example/'],
    ['www.example.com', 'http://example.com/'],
    ['example.com:8443', 'https://example.com/'],
    ['example.com:80', 'https://example.com/'],
    ['0.0.1', 'http://127.0.0.1/'],
    ['1', 'http://127.0.0.1/'],
    ['127.0.0.1', 'http://127.0.0.1.example/'],
    ['127.0.0.1:3000', 'http://127.0.0.1:3001/'],
    ['10.0.0.0/8', 'http://11.0.0.1/'],
    ['10.0.0.0/33', 'http://10.0.0.1/'],
    ['10.0.0.0/', 'http://10.0.0.0/'],
    ['10.0.0.0/x', 'http://10.0.0.1/'],
    ['fd00::/8', 'http://[fe80::1]/'],
    ['[::1]:3000', 'http://[::1]:3001/'],
    ['::/0', 'http://example.com/'],
  ])('%j does not exempt %s', (list, url) => {
    expect(parseNoProxy(list)(new URL(url))).toBe(false);
  });
});
