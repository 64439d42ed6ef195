import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expandPlugins } from './expand-plugins.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'expand-plugins-'));
  for (const path of ['plugins/a', 'plugins/b', 'plugins/c[1]', 'packed'])
    await mkdir(join(root, path), { recursive: true });
  for (const path of ['plugins/.DS_Store', 'packed/a.tgz']) await writeFile(join(root, path), '');
});
afterEach(() => rm(root, { recursive: true }));

describe('expandPlugins', () => {
  const cases: { name: string; patterns: string[]; found: string[] }[] = [
    { name: 'a folder', patterns: ['plugins/a'], found: ['plugins/a'] },
    { name: 'a folder with a last slash', patterns: ['plugins/a/'], found: ['plugins/a'] },
    { name: 'what is not there, for the use case to refuse', patterns: ['nope'], found: ['nope'] },
    {
      name: 'a glob, sorted, without hidden files',
      patterns: ['plugins/*'],
      found: ['plugins/a', 'plugins/b', 'plugins/c[1]'],
    },
    { name: 'a name that looks like a glob', patterns: ['plugins/c[1]'], found: ['plugins/c[1]'] },
    {
      name: 'each once, in the order of the patterns',
      patterns: ['packed/*.tgz', 'plugins/b', 'plugins/{b,a}'],
      found: ['packed/a.tgz', 'plugins/b', 'plugins/a'],
    },
  ];

  it.each(cases)('finds $name', async ({ patterns, found }) => {
    await expect(expandPlugins(patterns, root)).resolves.toEqual(found.map((path) => join(root, path)));
  });

  it('takes an absolute glob as it is', async () => {
    await expect(expandPlugins([join(root, 'packed/*')], '/')).resolves.toEqual([join(root, 'packed/a.tgz')]);
  });

  it.each(['plugins/*.zip', 'nope/**', 'plugins/[xy]'])(
    'refuses the glob %s, which matches nothing',
    async (glob) => {
      await expect(expandPlugins(['plugins/a', glob], root)).rejects.toMatchObject({
        code: 'ERR_PLUGIN_SOURCE',
        facts: { pattern: glob },
      });
    },
  );
});
