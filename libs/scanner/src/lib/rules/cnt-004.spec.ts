import { describe, expect, it } from '@jest/globals';
import { hitsOf, js, manifest } from '../testing/hits-of.ts';

/** Bytes like those of a cipher, the same ones every time. */
function noise(length: number): Uint8Array {
  let state = 1;
  return Uint8Array.from({ length }, (_, at) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return at === 0 ? 0 : (state >>> 16) & 0xff;
  });
}

const BLOB = noise(8192);
const ENCODED = Buffer.from(noise(8192)).toString('base64');
const LOADER = js(`
  const fs = require('fs'), crypto = require('crypto');
  const d = crypto.createDecipheriv('aes-256-cbc', k, i);
  module._compile(d.update(fs.readFileSync(__dirname + '/test/data.bin')), '');
`);
const READER = js(`module.exports = require('fs').readFileSync('test/data.bin');`);

describe('CNT-004 blob that nothing can be told about', () => {
  it.each([
    ['a blob and its loader', { ...LOADER, 'test/data.bin': BLOB }, 'high test/data.bin'],
    ['an encoded blob and its loader', { ...LOADER, 'test/data.bin': ENCODED }, 'high test/data.bin'],
    ['a blob that code only reads', { ...READER, 'test/data.bin': BLOB }, 'low test/data.bin'],
    ['a blob', { ...manifest({}), 'fixtures/a.dat': BLOB }, 'low fixtures/a.dat'],
  ])('finds %s', (_name, files, hit) => {
    expect(hitsOf('CNT-004', files)).toEqual([hit]);
  });

  it.each([
    ['a short file', { ...LOADER, 'test/data.bin': noise(600) }],
    ['a table of numbers', { ...LOADER, 'test/data.bin': new Uint8Array(8192).map((_, at) => at % 40) }],
    ['text', { ...LOADER, 'test/data.bin': 'The quick brown fox jumps over the lazy dog.\n'.repeat(200) }],
    ['a picture', { ...LOADER, 'test/data.bin': Uint8Array.of(0x89, 0x50, 0x4e, 0x47, ...BLOB) }],
    ['what is compressed and says so', { ...LOADER, 'index.html.br': BLOB }],
    ['encoded data in code', js(`module.exports = '${ENCODED}';`)],
  ])('passes %s', (_name, files) => {
    expect(hitsOf('CNT-004', files)).toEqual([]);
  });
});
