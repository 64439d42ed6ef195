import { describe, expect, it } from '@jest/globals';
import { DEFAULT_POLICY, type Policy } from '../policy/policy.ts';
import { scanOf, type Files } from '../testing/hits-of.ts';

const ELF = Uint8Array.of(0x7f, 0x45, 0x4c, 0x46);
const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47);

function hits(files: Files, said: Partial<Policy>): readonly string[] {
  const { findings } = scanOf({ 'package.json': '{}', ...files }, { ...DEFAULT_POLICY, ...said });
  return findings.filter(({ rule }) => rule === 'POL-001').map(({ path, message }) => `${path} ${message}`);
}

describe('POL-001', () => {
  it.each<[string, Files, Partial<Policy>, string]>([
    [
      'an extension that is denied',
      { 'a.EXE': 'x' },
      { deniedExtensions: ['exe'] },
      'a.EXE has the extension `exe`, which the policy denies',
    ],
    [
      'an extension that is not listed',
      { 'a.sh': 'ls' },
      { allowedExtensions: ['json'] },
      'a.sh has the extension `sh`, which the policy does not list',
    ],
    [
      'a file without one',
      { LICENSE: 'x' },
      { allowedExtensions: ['json'] },
      'LICENSE has no extension, which the policy does not list',
    ],
    [
      'one that is listed and denied',
      { 'a.js': '' },
      { allowedExtensions: ['js', 'json'], deniedExtensions: ['js'] },
      'a.js has the extension `js`, which the policy denies',
    ],
    [
      'native code in the clothes of text',
      { 'a.txt': ELF },
      { deniedTypes: ['native'] },
      'a.txt is native, which the policy denies',
    ],
    [
      'native code that is named JavaScript',
      { 'a.js': ELF },
      { allowedTypes: ['json', 'javascript'] },
      'a.js is native, which the policy does not list',
    ],
  ])('sees %s', (...[, files, said, expected]) => {
    expect(hits(files, said)).toEqual([expected]);
  });

  it.each<[string, Files, Partial<Policy>]>([
    ['what is listed', { 'a.js': '', LICENSE: 'x' }, { allowedExtensions: ['js', 'json', ''] }],
    ['what is not denied', { 'a.js': '' }, { deniedExtensions: ['exe'] }],
    ['content that is listed, whatever its name', { 'a.dat': PNG }, { allowedTypes: ['json', 'image'] }],
    ['anything where the policy says nothing', { 'a.exe': ELF }, {}],
  ])('is silent on %s', (...[, files, said]) => {
    expect(hits(files, said)).toEqual([]);
  });
});
