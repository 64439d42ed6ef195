import { describe, expect, it } from '@jest/globals';
import { mappingsForPath, mappingsForPlugin } from './mappings-for.ts';

const mapOf = (...entries: readonly (readonly [string | readonly string[], boolean?])[]) => ({
  repositories: new Map(),
  mappings: entries.map(([paths, terminating = false]) => ({
    paths: [paths].flat(),
    repositories: ['r'],
    threshold: 1,
    terminating,
  })),
});
const numbersOf = (map: ReturnType<typeof mapOf>, found: readonly object[]) =>
  found.map((mapping) => map.mappings.findIndex((entry) => entry === mapping));

describe('mappingsForPath', () => {
  it.each([
    ['in their order', 'a.tgz', mapOf(['*.tgz'], ['b*'], ['*']), [0, 2]],
    ['up to the first that is terminating', 'a.tgz', mapOf(['*.tgz'], ['a*', true], ['*']), [0, 1]],
    ['past one that is terminating for others', 'a.tgz', mapOf(['b*', true], ['*']), [1]],
    ['and a star never crosses a slash', 'plugins/a.tgz', mapOf(['*'], ['plugins/*']), [1]],
    ['and case counts', 'A.tgz', mapOf(['a.tgz'], ['A.tgz']), [1]],
    ['and none where none matches', 'a.tgz', mapOf(['b']), []],
  ])('finds them %s', (...[, path, map, expected]) => {
    expect(numbersOf(map, mappingsForPath(path, map))).toEqual(expected);
  });
});

describe('mappingsForPlugin', () => {
  const all = 'plugins/*/*/*/*';
  it.each([
    [
      'by the folder of its versions',
      '@acme/hello',
      mapOf(['plugins/acme/*/*/*'], ['plugins/other/*/*/*'], [all]),
      [0, 2],
    ],
    [
      'by the path of its index',
      '@acme/hello',
      mapOf(['plugins/acme/hello/index.json'], ['plugins/acme/*']),
      [0],
    ],
    ['of an unscoped name', 'hello', mapOf(['plugins/_/hello/*/*'], ['plugins/acme/*/*/*']), [0]],
    [
      'up to one that decides about every version',
      '@acme/hello',
      mapOf(['plugins/acme/*/*/*.tgz', true], [all]),
      [0],
    ],
    [
      'past one that decides about some only',
      '@acme/hello',
      mapOf(['plugins/acme/hello/1.*/*', true], [all]),
      [0, 1],
    ],
    [
      'past one that decides about the index only',
      '@acme/hello',
      mapOf(['plugins/*/*/*', true], [all]),
      [0, 1],
    ],
  ])('finds them %s', (...[, name, map, expected]) => {
    expect(numbersOf(map, mappingsForPlugin(name, map))).toEqual(expected);
  });
});
