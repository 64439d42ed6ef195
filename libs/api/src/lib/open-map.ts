import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { VaultError } from '@ragnos-vault/errors';
import { openConsensus, openTrustedClient, parseMap } from '@ragnos-vault/metadata';
import { floorOf, type Lockfile } from '@ragnos-vault/installer';
import type { OpenRepository, PluginSource, RepositoryMap, SourceEvent } from '@ragnos-vault/metadata';
import type { RepositoryInput, RepositorySession } from './install-session.ts';

export interface OpenMapInput extends Omit<RepositoryInput, 'repo' | 'mirrors' | 'trustedRoot'> {
  /** The path of a `map.json`; the root that a repository is trusted by lies beside it, in `<name>/root.json`. */
  readonly map: string;
  readonly now: Date;
  /** As of the trusted client; for each repository. */
  readonly offline?: boolean;
  readonly acceptExpiredMetadataUnsafe?: boolean;
  readonly lock?: Lockfile;
  readonly onEvent?: (event: SourceEvent) => void;
}

export interface OpenMapPorts {
  readonly openRepository: (input: RepositoryInput) => Promise<RepositorySession>;
  readonly readTrustedRoot: (path: string) => Promise<Uint8Array>;
}

/**
 * Opens the repositories of a `map.json` as one source of plugins. Every root is read before the first request; none
 * ever comes from a repository or a cache.
 *
 * @throws ERR_CONFIG_INVALID, also where two repositories have one root; ERR_TUF_ROOT_INVALID where a root cannot be
 * read; ERR_IO.
 */
export async function openMap(input: OpenMapInput, ports: OpenMapPorts): Promise<PluginSource> {
  const map = parseMap(await readFile(input.map));
  const roots = await readRoots(map, dirname(input.map), ports);
  return openConsensus(map, {
    ...(input.onEvent !== undefined && { onEvent: input.onEvent }),
    open: (name) => openMember(name, { input, ports, map, roots }),
  });
}

async function readRoots(
  { repositories }: RepositoryMap,
  folder: string,
  { readTrustedRoot }: OpenMapPorts,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const roots = new Map<string, Uint8Array>();
  for (const name of repositories.keys()) {
    const root = await readTrustedRoot(join(folder, name, 'root.json'));
    const [twin] = [...roots].find(([, other]) => Buffer.compare(root, other) === 0) ?? [];
    // One repository under two names would agree with itself.
    if (twin !== undefined) throw sameRoot(twin, name);
    roots.set(name, root);
  }
  return roots;
}

interface MemberContext {
  readonly input: OpenMapInput;
  readonly ports: OpenMapPorts;
  readonly map: RepositoryMap;
  readonly roots: ReadonlyMap<string, Uint8Array>;
}

async function openMember(
  name: string,
  { input, ports, map, roots }: MemberContext,
): Promise<OpenRepository> {
  const [addresses, trustedRoot] = [map.repositories.get(name), roots.get(name)];
  if (addresses === undefined || trustedRoot === undefined) {
    throw new VaultError('ERR_INTERNAL', `the map was asked for a repository it does not name: ${name}`);
  }
  const [repo, ...mirrors] = addresses;
  const session = await ports.openRepository({ ...input, repo, mirrors, trustedRoot });
  const floor = input.lock && floorOf(input.lock, name);
  const client = openTrustedClient({ ...input, trustedRoot, ...(floor && { floor }) }, session);
  return { repository: session.repository, client };
}

function sameRoot(first: string, second: string): VaultError {
  return new VaultError(
    'ERR_CONFIG_INVALID',
    `two repositories of the map have the same trusted root: ${first}, ${second}`,
    { facts: { first, second } },
  );
}
