import { info, setOutput } from '@actions/core';
import { writeSummary } from '@ragnos-vault/actions-kit';
import type { InstallReport } from '@ragnos-vault/installer';
import { toMarkdownText } from '@ragnos-vault/scanner';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installPlugins, type Installed } from './install-plugins.ts';
import type { InstallRun } from './install-run.ts';
import { addCommands } from './plugin-commands.ts';
import { keepArchives, restoreCandidates } from './run-cache.ts';

/** Verifies, scans and installs a set of plugins as one. @throws what `installProject` of `libs/api` throws */
export async function installAction(run: InstallRun): Promise<void> {
  await restoreCandidates(run);
  const installed = await installPlugins(run);
  const { report } = installed;
  sayOutputs(installed, run);
  if (run.inputs['add-to-path'])
    for (const name of await addCommands(report, { ...run, tempDir: run.context.tempDir }))
      info(`added to PATH: ${name}`);
  await keepArchives(report, run);
  await writeSummary(summaryOf(report), {
    file: join(run.context.tempDir, 'ragnos-vault-install.md'),
    env: run.env,
  });
}

function sayOutputs({ report, downloads }: Installed, { pluginsDir, lockFile }: InstallRun): void {
  const plugins = report.plugins.map(({ name, version, sha256, vendor, shortName }) => ({
    ...{ name, version, sha256, path: join(pluginsDir, 'current', vendor, shortName) },
  }));
  setOutput('plugins', JSON.stringify(plugins));
  setOutput('plugins-dir', pluginsDir);
  setOutput('generation', report.generation);
  setOutput('cache-hit', downloads === 0);
  setOutput('lock-file', existsSync(lockFile) ? lockFile : '');
}

function summaryOf({ plugins, status, generation }: InstallReport): string {
  const rows = plugins.map(
    ({ name, version, sha256 }) =>
      `| ${[name, version, `sha256:${sha256}`].map(toMarkdownText).join(' | ')} |`,
  );
  const head = ['| Plugin | Version | Digest |', '| --- | --- | --- |'];
  return [`# Plugins: ${status}, generation ${generation}`, '', ...head, ...rows, ''].join('\n');
}
