import { joinPathFragments, logger, writeJson, type Tree } from '@nx/devkit';
import { parsePluginManifest } from '@ragnos-vault/archive';
import { VaultError } from '@ragnos-vault/errors';
import { basename } from 'node:path';
import { releaseTarget } from '../../plugin/infer-targets.ts';
import initGenerator from '../init/generator.ts';
import { parseDirectory } from '../parse-directory.ts';
import { listInRelease } from './list-in-release.ts';
import { findVault, settingsOf } from './find-vault.ts';

export interface PluginGeneratorOptions {
  readonly directory: string;
  /** `@acme/hello` or `hello`; the name of the folder without it. */
  readonly name?: string;
  /** It is published to npm as well. */
  readonly npm?: boolean;
}

/**
 * Makes a plugin, that `nx release publish` publishes into the vault, and never to npm: Nx puts a publication to npm in the
 * place of ours where a package is not private, so that it is private, or has a target that no inference overwrites.
 *
 * @throws ERR_MANIFEST_INVALID for a name that no vault takes, ERR_USAGE, ERR_VAULT_NOT_FOUND with `npm`
 */
export default function pluginGenerator(tree: Tree, options: PluginGeneratorOptions): () => void {
  const root = parseDirectory(options.directory);
  const { name = basename(root), npm = false } = options;
  const manifest = { name, version: '0.1.0', ...(!npm && { private: true }), ...MANIFEST };
  parsePluginManifest([
    { path: 'package.json', mode: 0o644, content: Buffer.from(JSON.stringify(manifest)) },
  ]);
  assertFree(tree, root);
  const project = npm ? npmProject(tree, { root, name }) : undefined;
  initGenerator(tree);
  writeJson(tree, joinPathFragments(root, 'package.json'), manifest);
  if (project !== undefined) writeJson(tree, joinPathFragments(root, 'project.json'), project);
  tree.write(joinPathFragments(root, 'index.js'), CODE);
  tree.write(joinPathFragments(root, 'README.md'), `# ${name}\n`);
  listInRelease(tree, name);
  return () =>
    logger.info(`Next: \`nx run ${name}:scan\`, and \`nx run ${name}:publish\` where there is a vault.`);
}

const MANIFEST = { type: 'module', exports: './index.js', files: ['index.js'], ragnosVault: {} };
const CODE = 'export function greet(name) {\n  return `Hello, ${name}!`;\n}\n';

function assertFree(tree: Tree, root: string): void {
  if (tree.children(root).length === 0) return;
  throw new VaultError('ERR_USAGE', `the folder is not empty: ${root}`, {
    hint: 'choose another directory; nothing is overwritten',
    facts: { directory: root },
  });
}

/** To npm it goes after the vault has taken it, and by a target of its own. */
function npmProject(tree: Tree, { root, name }: { readonly root: string; readonly name: string }) {
  const settings = settingsOf(tree);
  const target = releaseTarget(root, findVault(tree, settings), settings);
  return {
    name,
    projectType: 'library',
    targets: {
      'nx-release-publish': target,
      'npm-publish': { executor: '@nx/js:release-publish', dependsOn: [settings.publishTargetName] },
    },
  };
}
