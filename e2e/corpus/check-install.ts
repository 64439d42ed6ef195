import assert from 'node:assert/strict';
import { basename, join } from 'node:path';
import { parseInstallReport, parseListReport, type InstallReport } from './parse-reports.ts';
import { idOf, type ScannedCorpus, type ScannedPackage } from './scan-corpus.ts';
import type { Site } from './site.ts';
import { assertSameTree, readTree, readTrees, unpackWithTar, type Tree } from './tree.ts';
import { refuseVault, succeedVault } from './vault-command.ts';

/** A site whose vault is served. */
export type ServedSite = Site & { readonly url: string };

/** Installs the corpus in one run over HTTP, and compares each installed tree with what the system's tar unpacks. */
export async function checkInstall({ passing, stopped }: ScannedCorpus, site: ServedSite): Promise<void> {
  const packages = [...passing, ...stopped];
  const folder = join(site.cwd, 'plugins');
  let report: InstallReport | undefined;
  const isInstalled = await site.tally.check(`install of ${packages.length} over HTTP`, async () => {
    const args = ['install', ...packages.map(idOf), ...installOptions(folder, site), '--policy', site.policy];
    report = parseInstallReport(await succeedVault([...args, '--json'], site));
  });
  if (!isInstalled) throw new Error('there is nothing to compare');
  await site.tally.check('list names them all', async () => {
    const list = parseListReport(await succeedVault(['list', '--plugins-dir', folder, '--json'], site));
    assert.deepEqual(list.current?.plugins.map(idOf).sort(), packages.map(idOf).sort());
  });
  for (const item of packages) {
    await site.tally.check(idOf(item), () => describeTree(item, { report, folder, site }));
  }
}

/** Without the policy a consumer stays as it is, although the publisher let the package through. */
export async function checkRefusedInstalls(
  { passing, stopped }: ScannedCorpus,
  site: ServedSite,
): Promise<void> {
  const folder = join(site.cwd, 'guarded');
  const options = installOptions(folder, site);
  await succeedVault(['install', ...passing.slice(0, 1).map(idOf), ...options], site);
  const before = await readPlugins(folder);
  for (const item of stopped) {
    await site.tally.check(`install refuses ${idOf(item)}`, async () => {
      await refuseVault(['install', idOf(item), ...options], { ...site, code: 'ERR_SCAN_BLOCKED' });
      assertSameTree(await readPlugins(folder), before);
    });
  }
}

interface Installed {
  readonly report: InstallReport | undefined;
  readonly folder: string;
  readonly site: Site;
}

async function describeTree(item: ScannedPackage, { report, folder, site }: Installed): Promise<string> {
  const installed = report?.plugins.find((plugin) => idOf(plugin) === idOf(item));
  assert.equal(installed?.sha256, item.report.sha256);
  const reference = join(site.cwd, 'reference', basename(item.archive));
  await unpackWithTar(item.archive, reference);
  const expected = await readTree(reference);
  assertSameTree(await readTree(join(folder, 'current', folderOf(item.name))), expected);
  assert.equal(item.report.files, expected.size);
  const bytes = [...expected.values()].reduce((sum, { content }) => sum + content.length, 0);
  const size = `${expected.size} files ${Math.ceil(bytes / 1_000)} kB`;
  return `${size} scan ${item.scanMs.toFixed(0)} ms ${item.report.verdict === 'block' ? 'allowed by policy' : 'passed'}`;
}

/** Where a plugin is reachable, as the manual says: `@vendor/name` in `vendor/name`, `name` in `_/name`. */
function folderOf(name: string): string {
  return name.startsWith('@') ? name.slice(1) : `_/${name}`;
}

/** All that a plugins folder holds of plugins; what was fetched of the repository's metadata may change. */
async function readPlugins(folder: string): Promise<Tree> {
  return readTrees(folder, ['store', 'generations', 'current', '.staging']);
}

function installOptions(folder: string, { url }: ServedSite): readonly string[] {
  return ['--repo', url, '--root', 'vault/root.json', '--plugins-dir', folder];
}
