import { resolve } from 'node:path';
import type { Command } from 'commander';
import { verifyRepository } from '@ragnos-vault/api';
import { assertSound } from '@ragnos-vault/publisher';
import type { Finding, VerifyReport, WalkReport } from '@ragnos-vault/publisher';
import { findVaultDir } from '@ragnos-vault/storage';
import { toAddress } from '../address.ts';
import { contextOf, createCommand, given } from '../command.ts';
import { assertReported } from '../reported-error.ts';
import type { Io } from '../terminal/io.ts';
import { formatBytes, table } from '../terminal/table.ts';

interface VerifyOptions {
  readonly json?: boolean;
  readonly repo?: string;
  readonly repoDir?: string;
  readonly root?: string;
}

export function verifyRepoCommand(io: Io): Command {
  return createCommand({
    name: 'verify-repo',
    summary:
      'Verify all that a repository publishes, and walk it as two clients would: ours and a stock tuf-js.',
    examples: [
      'verify-repo',
      'verify-repo --repo-dir vault --json',
      'verify-repo --repo https://plugins.example/vault --root root.json',
    ],
  })
    .option(
      '--repo <address>',
      'any repository: an http(s) or file: address, a vault folder or a repository folder',
    )
    .option('--repo-dir <dir>', 'the vault whose root.json and vault.yaml its repository is compared with')
    .option('--root <file>', 'the root.json that consumers are given')
    .action((options: VerifyOptions) => runVerify(options, io));
}

async function runVerify(options: VerifyOptions, io: Io): Promise<void> {
  const { output } = contextOf(io, options);
  const { repo, root } = options;
  const isVault = repo === undefined || options.repoDir !== undefined;
  const repoDir = isVault ? await findVaultDir({ ...io, ...given('repoDir', options.repoDir) }) : undefined;
  const report = await verifyRepository({
    now: io.now(),
    ...given('repoDir', repoDir),
    ...given('repo', repo === undefined ? undefined : toAddress(repo, io)),
    ...given('rootFile', root === undefined ? undefined : resolve(io.cwd, root)),
  });
  output.result(report, describe(report));
  assertReported(() => assertSound(report));
}

function describe(report: VerifyReport): readonly string[] {
  const { roots, roles, targets, targetBytes, largestRole, findings, walks, status } = report;
  const size = largestRole && `largest: ${largestRole.role}, ${formatBytes(largestRole.bytes)}`;
  return [
    ...table(findings.map(findingRow)),
    ...walks.flatMap(walkLines),
    `${roots} roots, ${roles} roles${size === undefined ? '' : ` (${size})`}, ${targets} targets (${formatBytes(targetBytes)})`,
    `${status}, findings: ${findings.length}`,
  ];
}

function findingRow({ severity, code, role, path, message }: Finding): readonly string[] {
  return [severity, code, role ?? '-', path === undefined ? message : `${path}: ${message}`];
}

function walkLines({ client, from, status, targets, skipped }: WalkReport): readonly string[] {
  return [
    `walk of ${client} from the ${from}: ${status}, targets downloaded: ${targets}`,
    ...skipped.map(({ role, reason }) => `  skipped ${role}: ${reason}`),
  ];
}
