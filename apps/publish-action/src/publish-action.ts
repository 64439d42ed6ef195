import { error, info, notice } from '@actions/core';
import { describeEvent, publishPlugins, verifyRepository } from '@ragnos-vault/api';
import type { IdentifiedPlugin, PublishPluginsInput, VaultDescription } from '@ragnos-vault/api';
import { assertSound } from '@ragnos-vault/publisher';
import type { PublishedPlugin, PublishReport } from '@ragnos-vault/publisher';
import { toDisplayText } from '@ragnos-vault/scanner';
import { attachToRelease } from './attach-to-release.ts';
import { attestNew } from './attest-new.ts';
import { choosePlugins } from './choose-plugins.ts';
import { describeRun, isDryRun, policyOf, repoDirOf, type PublishRun } from './publish-run.ts';
import { reportScans } from './report-scans.ts';
import { recordScans, type ScanRecord } from './scan-files.ts';
import { TOOL } from './tool.ts';
import { uploadState } from './upload-state.ts';
import { openKeys } from './vault-keys.ts';

/**
 * Publishes what the tag selects, or all that is named; a dry run only says what it would do. Reports, files and
 * annotations are there whatever becomes of it.
 *
 * @throws what `publishPlugins` throws; ERR_TAG_MISMATCH, ERR_SIGNER_UNAVAILABLE, ERR_ATTEST_FAILED, ERR_REPOSITORY_FAULTY
 */
export async function publishAction(run: PublishRun): Promise<void> {
  const plugins = await choosePlugins(run);
  run.say({
    plugins: JSON.stringify(plugins.map(({ name, version }) => ({ name, version, status: 'refused' }))),
  });
  const scans = recordScans(TOOL, run.inputs.sbom);
  let done: { readonly report: PublishReport; readonly vault: VaultDescription } | undefined;
  try {
    const input = await toInput(plugins, run, scans);
    await attestNew(input, run);
    const report = await publishPlugins(input);
    const vault = await describeRun(run);
    done = { report, vault };
    tell(report, vault, run);
    if (!isDryRun(run)) await deliver(report, vault, run);
  } finally {
    await reportScans({ ...done, plugins, scans }, run);
  }
}

async function toInput(
  plugins: readonly IdentifiedPlugin[],
  run: PublishRun,
  scans: ScanRecord,
): Promise<PublishPluginsInput> {
  const { inputs, context, now } = run;
  const skip = inputs['skip-existing'];
  return {
    ...(await openKeys(run)),
    plugins: plugins.map(({ source }) => source),
    dryRun: isDryRun(run),
    skipExisting: skip === 'auto' ? context.tag === undefined : skip === 'true',
    ...policyOf(run),
    now,
    onScan: scans.onScan,
    onEvent: (event) => info(toDisplayText(describeEvent(event))),
  };
}

function tell(report: PublishReport, vault: VaultDescription, { say }: PublishRun): void {
  for (const plugin of report.plugins) announce(plugin);
  say({
    published: String(report.status === 'published'),
    'metadata-versions': JSON.stringify(report.versions),
    expires: JSON.stringify(vault.expires),
    'repository-path': vault.repositoryDir,
    plugins: JSON.stringify(
      report.plugins.map(({ name, version, status, sha256, targetPath }) => ({
        ...{ name, version, status, sha256, targetPath },
      })),
    ),
  });
}

function announce({ name, version, status }: PublishedPlugin): void {
  const line = toDisplayText(`${status}: ${name}@${version}`);
  if (status === 'skipped') notice(`${line} is published with other bytes, which stay`);
  else info(line);
}

/** What is live is looked at as its consumers will, and handed on. */
async function deliver(report: PublishReport, vault: VaultDescription, run: PublishRun): Promise<void> {
  if (report.status === 'published') await verifyLive(run);
  await uploadState(vault, run);
  await attachToRelease(report, vault, run);
}

/** @throws ERR_REPOSITORY_FAULTY */
async function verifyLive(run: PublishRun): Promise<void> {
  const report = await verifyRepository({ repoDir: repoDirOf(run), now: run.now });
  for (const { severity, message } of report.findings)
    if (severity === 'error') error(toDisplayText(`the repository is live and faulty: ${message}`));
  assertSound(report);
}
