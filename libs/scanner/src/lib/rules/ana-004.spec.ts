import { describe, expect, it } from '@jest/globals';
import { pluginFiles } from '@ragnos-vault/testing';
import { inspect } from '../inspect.ts';

type Sketch = Readonly<Record<string, string>>;

const LIMIT = 2000;
const filler = (length: number): string => `module.exports = '${'x'.repeat(length)}';`;
const loading = (...names: readonly string[]): string =>
  names.map((name) => `require('${name}');`).join('\n');

function seen(plugin: Sketch): readonly string[] {
  const { collector } = inspect(pluginFiles({ 'package.json': '{"main":"a.js"}', ...plugin }), LIMIT);
  return collector
    .findings()
    .flatMap(({ rule, severity, path }) => (rule === 'ANA-004' ? [`${severity} ${path}`] : []));
}

describe('ANA-004', () => {
  it.each<[string, Sketch, string]>([
    [
      'modules that are tied together and too much',
      { 'a.js': loading('./b', './c'), 'b.js': filler(1500), 'c.js': filler(1500) },
      'medium a.js',
    ],
    [
      'a giant that is loaded',
      { 'a.js': loading('./b'), 'b.js': filler(3000), 'c.js': filler(10) },
      'medium a.js',
    ],
    [
      'too much that runs at an install',
      {
        'package.json': '{"scripts":{"postinstall":"node i.js"}}',
        'i.js': loading('./b', './c'),
        'b.js': filler(1500),
        'c.js': filler(1500),
      },
      'medium i.js',
    ],
    [
      'a name that is put together, of too much',
      { 'a.js': "require('./' + 'b');" + filler(1500), 'b.js': filler(1500) },
      'medium a.js',
    ],
  ])('sees %s', (...[, plugin, finding]) => {
    expect(seen(plugin)).toEqual([finding]);
  });

  it.each<[string, Sketch]>([
    ['few files', { 'a.js': loading('./b'), 'b.js': filler(100) }],
    [
      'much code in parts that have nothing to do with one another',
      { 'a.js': filler(1500), 'b.js': filler(1500) },
    ],
    [
      'several programs, each with its own modules',
      { 'a.js': loading('./b'), 'b.js': filler(1500), 'c.js': loading('./d'), 'd.js': filler(1500) },
    ],
    ['a giant by itself', { 'a.js': loading('./b'), 'b.js': filler(10), 'c.js': filler(3000) }],
  ])('passes over %s', (...[, plugin]) => {
    expect(seen(plugin)).toEqual([]);
  });
});
