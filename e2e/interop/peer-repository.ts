import { execFile } from 'node:child_process';
import { cp, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createRepositoryServer } from '@ragnos-vault/server';
import type { Peer } from '../../tools/scripts/peers/peers.ts';
import { readTree } from '../corpus/tree.ts';
import { nameOf, type Repository, type Targets } from './repository.ts';

export interface PeerRepositoryInput {
  readonly peer: Peer;
  readonly kind: string;
  readonly keyType: string;
  /** A folder of target files for each release. */
  readonly sources: readonly string[];
}

/** A repository that another tool wrote, served by our server; a release puts the files of the next state there. */
export async function openPeerRepository(input: PeerRepositoryInput, parent: string): Promise<Repository> {
  const { peer, kind, keyType, sources } = input;
  const out = await mkdtemp(join(parent, `${peer.name}-`));
  const [program, ...args] = peer.repo;
  await promisify(execFile)(program, [...args, 'write', kind, keyType, out, ...sources]);
  const folder = join(out, 'live');
  await cp(join(out, '1', 'metadata', '1.root.json'), join(folder, 'metadata', '1.root.json'));
  const server = createRepositoryServer({ repositoryDir: folder });
  const { url } = await server.listen({ port: 0, host: '127.0.0.1' });
  return {
    name: nameOf(peer.name, kind, keyType),
    kind,
    keyType,
    folder,
    url,
    trustedRoot: join(out, '1', 'metadata', '1.root.json'),
    releases: sources.map((source, at) => async () => {
      await cp(join(out, `${at + 1}`), folder, { recursive: true });
      return readTargets(source);
    }),
    close: () => server.close(),
  };
}

async function readTargets(source: string): Promise<Targets> {
  return new Map([...(await readTree(source))].map(([path, { content }]) => [path, content]));
}
