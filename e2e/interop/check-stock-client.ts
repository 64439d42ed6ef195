import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { appendFile, mkdtemp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parsePublishReport } from '../corpus/parse-reports.ts';
import { serveVault } from '../corpus/served-vault.ts';
import type { Tally } from '../corpus/tally.ts';
import { succeedVault } from '../corpus/vault-command.ts';
import { downloadWithTufJs, type StockDownload } from './download-with-tuf-js.ts';
import { packWithTar, writePluginFolder } from './plugin-folder.ts';

const NAME = '@acme/interop';

/** A vault with keys of one type is published, served, and read by the stock client of tuf-js. */
export async function checkStockClient(keyType: string, tally: Tally, parent: string): Promise<void> {
  const cwd = await mkdtemp(join(parent, `${keyType}-`));
  await succeedVault(['init', '--repo-dir', 'vault', '--key-type', keyType], { cwd });
  const first = await publishVersion(cwd, '1.0.0');
  const server = await serveVault(['--repo-dir', 'vault'], { cwd });
  const client = {
    url: server.url,
    trustedRoot: join(cwd, 'vault', 'root.json'),
    folder: join(cwd, 'client'),
  };
  try {
    await tally.check(`${keyType}: a stock tuf-js client downloads the same bytes`, () =>
      checkDownload(first, client),
    );
    await tally.check(`${keyType}: it finds what was published after its first refresh`, async () =>
      checkDownload(await publishVersion(cwd, '1.1.0'), client),
    );
    await tally.check(`${keyType}: it refuses a target that was changed on the server`, async () => {
      await changeTarget(join(cwd, 'vault', 'repository', 'targets'), first);
      await assert.rejects(downloadWithTufJs({ ...client, ...first, folder: join(cwd, 'second') }));
    });
  } finally {
    await server.stop();
  }
}

interface Published {
  readonly archive: string;
  readonly targetPath: string;
}

async function publishVersion(cwd: string, version: string): Promise<Published> {
  const archive = join(cwd, `interop-${version}.tar.gz`);
  await packWithTar(await writePluginFolder(cwd, NAME, version), archive);
  const report = parsePublishReport(
    await succeedVault(['publish', archive, '--repo-dir', 'vault', '--json'], { cwd }),
  );
  const [plugin] = report.plugins;
  assert.ok(plugin);
  assert.equal(plugin.sha256, await sha256Of(archive));
  return { archive, targetPath: plugin.targetPath };
}

async function checkDownload(
  { archive, targetPath }: Published,
  client: Omit<StockDownload, 'targetPath'>,
): Promise<void> {
  const file = await downloadWithTufJs({ ...client, targetPath });
  assert.equal(await sha256Of(file), await sha256Of(archive));
}

async function changeTarget(targets: string, { archive, targetPath }: Published): Promise<void> {
  const names = await readdir(join(targets, targetPath, '..'));
  const stored = names.find((name) => name.endsWith('.tgz'));
  assert.equal(stored, `${await sha256Of(archive)}.interop-1.0.0.tgz`);
  await appendFile(join(targets, targetPath, '..', stored), 'x');
}

async function sha256Of(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}
