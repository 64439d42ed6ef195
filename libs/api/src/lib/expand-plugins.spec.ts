import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { makeWorkspace, type TempWorkspace } from '../../spec/temp-workspace.ts';
import { expandPlugins } from './expand-plugins.ts';

let workspace: TempWorkspace;
beforeEach(async () => {
  workspace = await makeWorkspace();
  for (const name of ['b', 'a', 'c[1]']) await workspace.plugin(`plugins/${name}`, { name });
  await workspace.write('plugins/.DS_Store', '');
  await workspace.write('packed/a.tgz', '');
});
afterEach(() => workspace.remove());

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
    await expect(expandPlugins(patterns, workspace)).resolves.toEqual(
      found.map((path) => join(workspace.root, path)),
    );
  });

  it('takes an absolute glob as it is', async () => {
    await expect(expandPlugins([join(workspace.root, 'packed/*')], { root: '/' })).resolves.toEqual([
      join(workspace.root, 'packed/a.tgz'),
    ]);
  });

  it.each(['plugins/*.zip', 'nope/**', 'plugins/[xy]'])(
    'refuses the glob %s, which matches nothing',
    async (glob) => {
      await expect(expandPlugins(['plugins/a', glob], workspace)).rejects.toMatchObject({
        code: 'ERR_PLUGIN_SOURCE',
        facts: { pattern: glob },
      });
    },
  );
});
