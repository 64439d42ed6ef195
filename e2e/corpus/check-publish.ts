import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parsePublishReport } from './parse-reports.ts';
import { idOf, type ScannedCorpus, type ScannedPackage } from './scan-corpus.ts';
import type { Site } from './site.ts';
import { assertSameTree, readTree } from './tree.ts';
import { refuseVault, succeedVault } from './vault-command.ts';

interface AllowEntry {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
}

/**
 * Publishes the corpus: what the scanner passes without a policy, and what it stops under one that names exactly those
 * bytes. Before that, each stopped package is refused, and nothing of the repository changes.
 *
 * @throws Error where not all of it could be published
 */
export async function checkPublish({ passing, stopped }: ScannedCorpus, site: Site): Promise<void> {
  for (const item of stopped) await checkRefusedPublish(item, { passing, site });
  await checkOtherHash(stopped, site);
  await writePolicy(stopped.map(allowEntryOf), site);
  await publishAll(passing, { site, verdict: 'pass' });
  await publishAll(stopped, { site, verdict: 'allowed' });
}

/** A package that passes is given with the one that is stopped: all of them, or none. */
async function checkRefusedPublish(
  item: ScannedPackage,
  { passing, site }: { readonly passing: readonly ScannedPackage[]; readonly site: Site },
): Promise<void> {
  await site.tally.check(`publish refuses ${idOf(item)}`, async () => {
    const archives = [...passing.slice(0, 1), item].map(({ archive }) => archive);
    await refuseUnchanged(['publish', ...archives], site);
  });
}

async function checkOtherHash(stopped: readonly ScannedPackage[], site: Site): Promise<void> {
  const [item] = stopped;
  if (item === undefined) return;
  await writePolicy([{ ...allowEntryOf(item), sha256: '0'.repeat(64) }], site);
  await site.tally.check(`publish refuses ${idOf(item)} under a policy with another hash`, async () => {
    const args = ['publish', item.archive, '--policy', site.policy];
    await refuseUnchanged(args, site);
  });
}

async function refuseUnchanged(args: readonly string[], site: Site): Promise<void> {
  const repository = join(site.cwd, 'vault', 'repository');
  const before = await readTree(repository);
  await refuseVault(args, { ...site, code: 'ERR_SCAN_BLOCKED' });
  assertSameTree(await readTree(repository), before);
}

async function publishAll(
  packages: readonly ScannedPackage[],
  { site, verdict }: { readonly site: Site; readonly verdict: 'pass' | 'allowed' },
): Promise<void> {
  if (packages.length === 0) return;
  const options = verdict === 'allowed' ? ['--policy', site.policy] : [];
  const isPublished = await site.tally.check(
    `publish of ${packages.length}, verdict ${verdict}`,
    async () => {
      const archives = packages.map(({ archive }) => archive);
      const report = parsePublishReport(
        await succeedVault(['publish', ...archives, ...options, '--json'], site),
      );
      assert.deepEqual(report.plugins.map(allowEntryOfPublished), packages.map(allowEntryOf));
      const states = new Set(report.plugins.map(({ status, scan }) => `${status} ${scan.verdict}`));
      assert.deepEqual([...states], [`published ${verdict}`]);
    },
  );
  if (!isPublished) throw new Error('there is nothing to install');
}

/** JSON is YAML. */
async function writePolicy(allow: readonly AllowEntry[], { policy }: Site): Promise<void> {
  await writeFile(policy, JSON.stringify({ version: 1, allow }));
}

function allowEntryOf({ name, version, report }: ScannedPackage): AllowEntry {
  return { name, version, sha256: report.sha256 };
}

function allowEntryOfPublished({ name, version, sha256 }: AllowEntry): AllowEntry {
  return { name, version, sha256 };
}
