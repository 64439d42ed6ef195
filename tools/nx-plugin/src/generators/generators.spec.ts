import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  readJson,
  readNxJson,
  readProjectConfiguration,
  updateNxJson,
  writeJson,
  type Tree,
} from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import initGenerator from './init/generator.ts';
import pluginGenerator from './plugin/generator.ts';
import repoGenerator from './repo/generator.ts';

const PACKAGE = join(import.meta.dirname, '../..');

let tree: Tree;
beforeEach(() => {
  tree = createTreeWithEmptyWorkspace();
});

/** What a generator would write; nothing where it is refused. */
const written = (): readonly string[] => tree.listChanges().map(({ path }) => path);
const releaseOf = (): unknown => readNxJson(tree)?.release;

describe('generators.json', () => {
  interface Entry {
    readonly factory: string;
    readonly schema: string;
  }
  const { generators } = JSON.parse(readFileSync(join(PACKAGE, 'generators.json'), 'utf8')) as {
    generators: Record<string, Entry>;
  };

  it.each(Object.entries(generators))(
    '%s is there, and takes no unknown option',
    (_, { factory, schema }) => {
      expect(existsSync(join(PACKAGE, factory))).toBe(true);
      const { additionalProperties, properties } = JSON.parse(
        readFileSync(join(PACKAGE, schema), 'utf8'),
      ) as {
        additionalProperties: boolean;
        properties: Record<string, { description?: string }>;
      };
      expect(additionalProperties).toBe(false);
      expect(Object.values(properties).filter(({ description }) => description === undefined)).toEqual([]);
    },
  );
});

describe('init', () => {
  it('registers the plugin, once, beside the others', () => {
    updateNxJson(tree, { plugins: ['@nx/js'] });
    initGenerator(tree);
    initGenerator(tree);
    expect(readNxJson(tree)?.plugins).toEqual(['@nx/js', '@ragnos-vault/nx']);
  });

  it('leaves the options of a plugin that is there', () => {
    const plugins = [{ plugin: '@ragnos-vault/nx', options: { vault: 'repo' } }];
    updateNxJson(tree, { plugins });
    initGenerator(tree);
    expect(readNxJson(tree)?.plugins).toEqual(plugins);
  });
});

describe('repo', () => {
  it('makes a project whose init makes the vault, and no key', () => {
    repoGenerator(tree, { directory: './sites/vault/', keyType: 'ed25519' });
    expect(readProjectConfiguration(tree, 'sites-vault').targets).toEqual({
      init: {
        executor: '@ragnos-vault/nx:init',
        cache: false,
        parallelism: false,
        options: { repoDir: 'sites/vault', keyType: 'ed25519' },
      },
    });
    expect(tree.children('sites/vault')).toEqual(['project.json']);
    expect(readNxJson(tree)?.plugins).toEqual(['@ragnos-vault/nx']);
  });

  it.each<[string, string, string]>([
    ['a vault', 'vault', 'ERR_VAULT_EXISTS'],
    ['a folder outside of the workspace', '../vault', 'ERR_USAGE'],
    ['an absolute folder', '/vault', 'ERR_USAGE'],
    ['the workspace itself', '.', 'ERR_USAGE'],
  ])('refuses %s, and writes nothing', (_, directory, code) => {
    tree.write('vault/vault.yaml', '');
    const before = written();
    expect(() => repoGenerator(tree, { directory })).toThrow(expect.objectContaining({ code }));
    expect(written()).toEqual(before);
  });
});

describe('plugin', () => {
  it('makes a private package, and names it to nx release', () => {
    pluginGenerator(tree, { directory: 'plugins/hello', name: '@acme/hello' });
    expect(readJson(tree, 'plugins/hello/package.json')).toEqual({
      name: '@acme/hello',
      version: '0.1.0',
      private: true,
      type: 'module',
      exports: './index.js',
      files: ['index.js'],
      ragnosVault: {},
    });
    expect(tree.children('plugins/hello').sort()).toEqual(['README.md', 'index.js', 'package.json']);
    expect(releaseOf()).toEqual({ projects: ['@acme/hello'] });
    pluginGenerator(tree, { directory: 'plugins/count' });
    expect(releaseOf()).toEqual({ projects: ['@acme/hello', 'count'] });
  });

  it('keeps what nx release released before', () => {
    writeJson(tree, 'libs/open/project.json', { name: 'open', projectType: 'library' });
    writeJson(tree, 'libs/open/package.json', { name: 'open', version: '1.0.0' });
    writeJson(tree, 'libs/closed/project.json', { name: 'closed', projectType: 'library' });
    writeJson(tree, 'libs/closed/package.json', { name: 'closed', private: true });
    pluginGenerator(tree, { directory: 'plugins/hello' });
    expect(releaseOf()).toEqual({ projects: ['open', 'hello'] });
  });

  it('makes a group of its own where nx release has groups', () => {
    updateNxJson(tree, { release: { groups: { libs: { projects: ['libs/*'] } } } });
    pluginGenerator(tree, { directory: 'plugins/hello' });
    pluginGenerator(tree, { directory: 'plugins/count' });
    expect(releaseOf()).toEqual({
      groups: { libs: { projects: ['libs/*'] }, 'vault-plugins': { projects: ['hello', 'count'] } },
    });
  });

  it('gives what goes to npm too a target that no inference overwrites, and npm a later one', () => {
    tree.write('vault/vault.yaml', '');
    pluginGenerator(tree, { directory: 'plugins/hello', name: '@acme/hello', npm: true });
    expect(readJson(tree, 'plugins/hello/package.json')).not.toHaveProperty('private');
    expect(readJson(tree, 'plugins/hello/project.json')).toMatchObject({
      name: '@acme/hello',
      targets: {
        'nx-release-publish': {
          executor: '@ragnos-vault/nx:release-publish',
          cache: false,
          parallelism: false,
          options: { plugins: ['plugins/hello'], repoDir: 'vault' },
        },
        'npm-publish': { executor: '@nx/js:release-publish', dependsOn: ['publish'] },
      },
    });
  });

  it.each<[string, Parameters<typeof pluginGenerator>[1], string]>([
    [
      'a name that no vault takes',
      { directory: 'plugins/hello', name: '@Acme/Hello' },
      'ERR_MANIFEST_INVALID',
    ],
    ['a folder that is not empty', { directory: 'taken' }, 'ERR_USAGE'],
    ['a folder outside of the workspace', { directory: 'a/../../hello' }, 'ERR_USAGE'],
    ['npm without a vault', { directory: 'plugins/hello', npm: true }, 'ERR_VAULT_NOT_FOUND'],
  ])('refuses %s, and writes nothing', (_, options, code) => {
    tree.write('taken/notes.md', '');
    const before = written();
    expect(() => pluginGenerator(tree, options)).toThrow(expect.objectContaining({ code }));
    expect(written()).toEqual(before);
  });
});
