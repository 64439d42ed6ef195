import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { changesOf, js, type Files } from '../testing/hits-of.ts';

const HARMLESS = js('module.exports = 1;');
const OBFUSCATED = Array.from(
  { length: 14 },
  (_, at) => `var _0x${(0x1a2b + at).toString(16)} = ${at};`,
).join('\n');
const MINIFIED = `module.exports=[${'f(1,2),'.repeat(1000)}];`;
const DENSE = Array.from({ length: 200 }, (_, at) => createHash('sha256').update(String(at)).digest('base64'))
  .join('')
  .replaceAll('=', '');
const LARGE = 'a line of text that says nothing\n'.repeat(60_000);

describe('DIF-002 code that is harder to read than before', () => {
  it.each<[string, Files, Files, readonly string[]]>([
    ['an obfuscated file', HARMLESS, js(OBFUSCATED), ['high is obfuscated, which no file was']],
    ['a minified file', HARMLESS, { ...HARMLESS, 'a.js': MINIFIED }, ['low is minified, which no file was']],
    [
      'a dense text',
      HARMLESS,
      { ...HARMLESS, 'a.txt': DENSE },
      ['medium is as dense as encrypted data, which no text was'],
    ],
    [
      'a plugin many times as large',
      HARMLESS,
      { ...HARMLESS, 'a.txt': LARGE },
      [`low the plugin has grown from 60 to ${60 + LARGE.length} bytes`],
    ],
  ])('finds %s', (...[, before, now, found]) => {
    expect(changesOf('DIF-002', before, now)).toEqual(found);
  });

  it.each<[string, Files, Files]>([
    ['another obfuscated file', js(OBFUSCATED), { ...js(OBFUSCATED), 'b.js': OBFUSCATED }],
    ['another minified file', { 'a.js': MINIFIED }, { 'b.js': MINIFIED }],
    ['more dense texts', { 'a.txt': DENSE }, { 'a.txt': DENSE, 'b.txt': DENSE }],
    [
      'dense bytes that are no text',
      HARMLESS,
      { ...HARMLESS, 'a.png': Uint8Array.from(Buffer.from(DENSE, 'base64')) },
    ],
    ['a plugin three times as large', { 'a.txt': LARGE }, { 'a.txt': LARGE.repeat(3) }],
    ['a small plugin that grows', HARMLESS, { ...HARMLESS, 'a.txt': LARGE.slice(0, 50_000) }],
    ['a short line', HARMLESS, { ...HARMLESS, 'a.js': MINIFIED.slice(0, 20) + '];' }],
  ])('passes %s', (...[, before, now]) => {
    expect(changesOf('DIF-002', before, now)).toEqual([]);
  });
});
