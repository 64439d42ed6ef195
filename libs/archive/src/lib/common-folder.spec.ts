import { describe, expect, it } from '@jest/globals';
import { commonFolderOf, stripCommonFolder } from './common-folder.ts';

describe('stripCommonFolder', () => {
  it.each<[string, readonly string[], string | undefined, readonly string[]]>([
    ['what npm packs', ['package/a', 'package/b/c'], 'package', ['a', 'b/c']],
    ['one file in a folder', ['a/b/c'], 'a', ['b/c']],
    ['a file at the top', ['package/a', 'README'], undefined, ['package/a', 'README']],
    ['two folders', ['a/x', 'b/x'], undefined, ['a/x', 'b/x']],
    ['a folder that begins like another', ['a/x', 'ab/x'], undefined, ['a/x', 'ab/x']],
    ['one file at the top', ['a'], undefined, ['a']],
    ['nothing', [], undefined, []],
  ])('of %s', (...[, paths, folder, stripped]) => {
    expect(commonFolderOf(paths)).toBe(folder);
    expect(stripCommonFolder(paths)).toEqual(stripped);
  });
});
