import { addProjectConfiguration, joinPathFragments, logger, type Tree } from '@nx/devkit';
import type { KeyType } from '@ragnos-vault/crypto';
import { VaultError } from '@ragnos-vault/errors';
import { PLUGIN } from '../../plugin/plugin-name.ts';
import initGenerator from '../init/generator.ts';
import { parseDirectory } from '../parse-directory.ts';

export interface RepoGeneratorOptions {
  readonly directory: string;
  readonly name?: string;
  readonly keyType?: KeyType;
  readonly threshold?: number;
}

/**
 * Makes a project whose target `init` makes a vault; the rest is inferred from its vault.yaml then. No key is made by a
 * generator, which may be run to look only.
 *
 * @throws ERR_VAULT_EXISTS, ERR_USAGE
 */
export default function repoGenerator(tree: Tree, options: RepoGeneratorOptions): () => void {
  const root = parseDirectory(options.directory);
  const { name = root.replaceAll('/', '-'), keyType, threshold } = options;
  for (const file of ['vault.yaml', 'project.json'])
    if (tree.exists(joinPathFragments(root, file)))
      throw new VaultError('ERR_VAULT_EXISTS', `there is a ${file} in ${root}`, {
        hint: 'choose another directory; nothing is overwritten',
        facts: { dir: root },
      });
  initGenerator(tree);
  addProjectConfiguration(tree, name, {
    root,
    projectType: 'application',
    targets: {
      init: {
        executor: `${PLUGIN}:init`,
        cache: false,
        parallelism: false,
        options: {
          repoDir: root,
          ...(keyType !== undefined && { keyType }),
          ...(threshold !== undefined && { threshold }),
        },
      },
    },
  });
  return () =>
    logger.info(`Next: make the vault with \`nx run ${name}:init\`, and put its root keys in a safe place.`);
}
