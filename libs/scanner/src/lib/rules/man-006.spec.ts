import { describe, expect, it } from '@jest/globals';
import { hitsOf, manifest } from '../testing/hits-of.ts';

const dependency = (name: string): Record<string, unknown> => ({ dependencies: { [name]: '^1.0.0' } });

describe('MAN-006 name that passes for a well-known one', () => {
  it.each([
    ['a letter left out', { name: 'expres' }],
    ['a letter doubled', { name: 'lodashh' }],
    ['a letter replaced', { name: 'axois' }],
    ['two letters swapped', { name: 'electorn' }],
    ['the separator left out', { name: 'crossenv' }],
    ['another separator', { name: 'discord_js' }],
    ['a digit for a letter', { name: 'l0dash' }],
    ['two letters for one', { name: 'cornrnander' }],
    ['a letter of another script', { name: '\u{0430}xios' }],
    ['a word put before', { name: 'easy-day-js' }],
    ['a word put after', { name: 'lodash-official' }],
    ['a scope with a word put after', { name: '@typescript-js/core' }],
    ['a scope that is misspelt', { name: '@bable/core' }],
    ['a dependency', dependency('nodemialer')],
    ['an optional dependency', { optionalDependencies: { 'web-3': '1.0.0', puppeter: '1.0.0' } }],
    ['what an alias stands for', { dependencies: { chalk: 'npm:chalkk@5.0.0' } }],
    ['a bundled dependency', { bundleDependencies: ['reqeust'] }],
  ])('finds %s', (_name, fields) => {
    expect(hitsOf('MAN-006', manifest(fields))).toEqual(['medium package.json']);
  });

  it('finds the dependency of a bundled dependency', () => {
    const files = {
      ...manifest({}),
      'node_modules/a/package.json': '{"name":"a","dependencies":{"momnet":"2"}}',
    };
    expect(hitsOf('MAN-006', files)).toEqual(['medium node_modules/a/package.json']);
  });

  it.each([
    ...['lodash', 'lodash-es', 'preact', 'react-is', 'colors', 'color', 'split2', 'eventemitter2', 'cssom'],
    ...[
      '@acme/expres',
      '@clack/core',
      '@babel/core',
      '@types/lodash',
      'vue',
      'next',
      'tree-lodash-walk',
      'acme-editor',
    ],
  ])('passes %s', (name) => {
    expect(hitsOf('MAN-006', manifest({ name, ...dependency(name) }))).toEqual([]);
  });

  it('passes what is not installed with the plugin', () => {
    expect(hitsOf('MAN-006', manifest({ devDependencies: { expres: '1' } }))).toEqual([]);
  });
});
