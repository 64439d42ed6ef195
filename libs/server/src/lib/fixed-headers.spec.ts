import { describe, expect, it } from '@jest/globals';
import { fixedHeadersOf } from './fixed-headers.ts';

describe('fixedHeadersOf', () => {
  it.each(['*', 'https://app.example', 'http://localhost:3000'])('lets %s read', (cors) => {
    expect(fixedHeadersOf(cors).every).toEqual(expect.arrayContaining(['Access-Control-Allow-Origin', cors]));
  });

  it('can be told to let no web page read', () => {
    const { every, preflight } = fixedHeadersOf('none');
    expect([...every, ...preflight].join()).not.toContain('Access-Control');
  });

  it.each([
    '',
    'app.example',
    'https://app.example/',
    'https://a.example, https://b.example',
    'null',
    'file:///x',
    'a\r\nb',
  ])('refuses %j', (cors) => {
    expect(() => fixedHeadersOf(cors)).toThrow(
      expect.objectContaining({ code: 'ERR_USAGE', facts: { cors } }),
    );
  });
});
