import { cp, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { createRepositoryServer } from '@ragnos-vault/server';
import type { Operator } from './operator.ts';

/** A copy of a repository as it is now, on a server that consumers are led to. */
export interface Mirror {
  readonly folder: string;
  readonly url: string;
  /** Copies a file that the owner has published since. */
  readonly add: (path: string) => Promise<void>;
  readonly close: () => Promise<unknown>;
}

export async function openMirror({ folder, cwd }: Operator): Promise<Mirror> {
  const copy = await mkdtemp(join(cwd, 'mirror-'));
  await cp(folder, copy, { recursive: true });
  const server = createRepositoryServer({ repositoryDir: copy });
  const { url } = await server.listen({ port: 0, host: '127.0.0.1' });
  return {
    folder: copy,
    url: url.replace(/\/$/, ''),
    add: (path) => cp(join(folder, path), join(copy, path)),
    close: () => server.close(),
  };
}
