import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { assertSameTree, readTree } from '../corpus/tree.ts';
import { succeedVault } from '../corpus/vault-command.ts';
import { PLUGIN_PATH, type PeerSources } from './peer-sources.ts';
import type { Repository } from './repository.ts';

/** `ragnos-vault install` takes a plugin that another tool published, by its target path, over HTTP. */
export async function checkPeerInstall(
  { url, trustedRoot }: Repository,
  { plugin }: PeerSources,
  parent: string,
): Promise<void> {
  const cwd = await mkdtemp(join(parent, 'install-'));
  await succeedVault(['install', PLUGIN_PATH, '--repo', url, '--root', trustedRoot], { cwd });
  assertSameTree(await readTree(join(cwd, 'plugins', 'current', 'acme', 'hello')), await readTree(plugin));
}
