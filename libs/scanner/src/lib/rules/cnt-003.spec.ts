import { describe, expect, it } from '@jest/globals';
import { hitsOf, manifest } from '../testing/hits-of.ts';

const portable = new Uint8Array(0x50);
portable.set([0x4d, 0x5a]);
portable.set([0x40], 0x3c);
portable.set([0x50, 0x45], 0x40);

describe('CNT-003 native code', () => {
  it.each([
    ['ELF', 'bin/tool', Uint8Array.of(0x7f, 0x45, 0x4c, 0x46), 'high bin/tool'],
    ['PE', 'tool.exe', portable, 'high tool.exe'],
    ['Mach-O', 'tool', Uint8Array.of(0xcf, 0xfa, 0xed, 0xfe), 'high tool'],
    ['an addon by its name', 'build/addon.node', Uint8Array.of(1, 2, 3), 'high build/addon.node'],
    ['WebAssembly, medium', 'a.wasm', Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0), 'medium a.wasm'],
  ])('finds %s', (...[, path, content, hit]) => {
    expect(hitsOf('CNT-003', { ...manifest({}), [path]: content })).toEqual([hit]);
  });

  it.each([
    [
      'a text that starts with MZ',
      'notes.txt',
      'MZ is how the head of a PE file starts, and this is no PE file at all.',
    ],
    ['an empty file', 'addon.node', ''],
    ['a picture', 'a.png', Uint8Array.of(0x89, 0x50, 0x4e, 0x47)],
  ])('passes %s', (_name, path, content) => {
    expect(hitsOf('CNT-003', { ...manifest({}), [path]: content })).toEqual([]);
  });
});
