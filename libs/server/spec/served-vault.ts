import { createRepositoryServer, type RepositoryServer, type RepositoryServerInput } from '../src/index.ts';
import { makeVaultFolder, type VaultFolder } from './vault-folder.ts';

export interface ServedVault extends VaultFolder {
  readonly server: RepositoryServer;
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** A vault folder with a server before it, on a port of the system's choice. */
export async function serveVaultFolder(input: Partial<RepositoryServerInput> = {}): Promise<ServedVault> {
  const folder = await makeVaultFolder();
  const server = createRepositoryServer({ repositoryDir: folder.repositoryDir, ...input });
  const { url, port } = await server.listen({ port: 0, host: '127.0.0.1' });
  const stop = async (): Promise<void> => {
    await server.close();
    await folder.remove();
  };
  return { ...folder, server, url, port, stop };
}
