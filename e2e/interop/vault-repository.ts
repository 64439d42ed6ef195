import { copyFile, mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parsePublishReport } from '../corpus/parse-reports.ts';
import { serveVault } from '../corpus/served-vault.ts';
import { succeedVault } from '../corpus/vault-command.ts';
import { packWithTar, writePluginFolder } from './plugin-folder.ts';
import { nameOf, type Repository, type Targets } from './repository.ts';
import type { VaultKind } from './vault-kinds.ts';

/** Plugins of two vendors, so that one of them may be delegated while the other is not. */
const NAMES = ['@acme/interop', '@umbra/interop'];

/** A vault of ours: made, changed, published and served by the real command. */
export async function openVaultRepository(
  kind: VaultKind,
  keyType: string,
  parent: string,
): Promise<Repository> {
  const cwd = await mkdtemp(join(parent, 'vault-'));
  await succeedVault(['init', '--repo-dir', 'vault', '--key-type', keyType], { cwd });
  // A rotation may renew the vault's own copy.
  const trustedRoot = join(cwd, 'root-1.json');
  await copyFile(join(cwd, 'vault', 'root.json'), trustedRoot);
  const server = await serveVault(['--repo-dir', 'vault'], { cwd });
  return {
    name: nameOf('ours', kind.name, keyType),
    kind: kind.name,
    keyType,
    folder: join(cwd, 'vault', 'repository'),
    url: server.url,
    trustedRoot,
    releases: kind.releases(keyType).map((commands, at) => async () => {
      for (const command of commands) await succeedVault([...command, '--repo-dir', 'vault'], { cwd });
      return publish(`1.${at}.0`, cwd);
    }),
    close: server.stop,
  };
}

async function publish(version: string, cwd: string): Promise<Targets> {
  const archives = await Promise.all(
    NAMES.map(async (name) => [name, await pack(name, version, cwd)] as const),
  );
  const report = parsePublishReport(
    await succeedVault(
      ['publish', ...archives.map(([, archive]) => archive), '--repo-dir', 'vault', '--json'],
      { cwd },
    ),
  );
  const packed = new Map(archives);
  return new Map(
    await Promise.all(
      report.plugins.map(
        async ({ name, targetPath }) => [targetPath, await readFile(packed.get(name) ?? '')] as const,
      ),
    ),
  );
}

async function pack(name: string, version: string, cwd: string): Promise<string> {
  const archive = join(cwd, `${name.slice(1).replace('/', '-')}-${version}.tgz`);
  const parent = await mkdtemp(join(cwd, 'plugin-'));
  await packWithTar(await writePluginFolder(parent, name, version), archive);
  return archive;
}
