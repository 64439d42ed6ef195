import { describe, expect, it } from '@jest/globals';
import {
  encodeTargets,
  memoryCache,
  openTrustedClient,
  parseTargets,
  signRole,
} from '@ragnos-vault/metadata';
import type { Targets, TopLevelRole } from '@ragnos-vault/metadata';
import { MemoryRepository, newSigner } from '@ragnos-vault/testing';
import { initialRepository } from './initial-repository.ts';
import { encodeVaultConfig, parseVaultConfig } from './parse-vault-config.ts';
import { editRepository } from './repository-edit.ts';

const NOW = new Date();
const ROLES: readonly TopLevelRole[] = ['root', 'targets', 'snapshot', 'timestamp'];
const CONFIG = parseVaultConfig(encodeVaultConfig(new Map(ROLES.map((role) => [role, ['file2:none']]))));

async function repository() {
  const signers = new Map<string, ReturnType<typeof newSigner>[]>(ROLES.map((role) => [role, [newSigner()]]));
  const expires = new Map(ROLES.map((role) => [role, new Date(NOW.getTime() + 1e9)]));
  const { files, root } = await initialRepository({ signers, expires });
  const repo = new MemoryRepository();
  for (const [path, bytes] of files) repo.files.set(path, bytes);
  const openSigners = (role: string) => Promise.resolve(signers.get(role) ?? []);
  const refresh = () =>
    openTrustedClient({ trustedRoot: root, now: NOW }, { fetcher: repo, cache: memoryCache() }).refresh();
  /** As somebody can who has but the keys of targets, and a mirror. */
  const forge = async (path: string) => {
    const live = parseTargets(repo.files.get(path)!).signed;
    const forged: Targets = { ...live, expires: new Date(live.expires.getTime() + 1_000) };
    repo.files.set(path, await signRole(encodeTargets(forged), signers.get('targets')!));
  };
  const signAnew = () =>
    editRepository(
      {
        ...{ config: CONFIG, trustedRoot: root, now: NOW },
        plan: async (live) => ({
          edit: { roles: new Map([['targets', await live.contentOf('targets')]]) },
          result: undefined,
        }),
      },
      { store: repo, openSigners },
    );
  return { refresh, forge, signAnew };
}

describe('a stolen targets key', () => {
  it('shows nobody other targets of a number that is released', async () => {
    const { refresh, forge, signAnew } = await repository();
    expect(await refresh()).toMatchObject({ targets: { version: 1 } });
    await signAnew();
    expect(await refresh()).toMatchObject({ targets: { version: 2 } });
    await forge('metadata/2.targets.json');
    await expect(refresh()).rejects.toMatchObject({ code: 'ERR_TUF_HASH_MISMATCH' });
  });

  it('shows none of the first number either', async () => {
    const { refresh, forge } = await repository();
    await forge('metadata/1.targets.json');
    await expect(refresh()).rejects.toMatchObject({ code: 'ERR_TUF_HASH_MISMATCH' });
  });
});
