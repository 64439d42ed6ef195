import { loadRepository } from '@ragnos-vault/metadata';
import type { RepositoryState } from '@ragnos-vault/metadata';
import { openDirectoryStore } from '@ragnos-vault/storage';
import { mustBeThere } from '../expect.ts';
import { makeVault } from './vault.ts';
import type { World } from './world.ts';

/** What the vault publishes at this moment, every role with its exact bytes. */
export async function liveState(world: World): Promise<RepositoryState> {
  const { repositoryDir, trustedRoot } = await makeVault(world);
  return loadRepository(openDirectoryStore(repositoryDir), trustedRoot);
}

/** The bytes of a file of the repository. */
export async function readStored(world: World, path: string): Promise<Uint8Array> {
  const { repositoryDir } = await makeVault(world);
  return mustBeThere(await openDirectoryStore(repositoryDir).read(path), path).bytes;
}
