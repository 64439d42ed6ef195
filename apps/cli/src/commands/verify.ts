import type { Command } from 'commander';
import { readTrustedRoot, verifyPlugins } from '@ragnos-vault/api';
import { assertIntact, type VerifyReport } from '@ragnos-vault/installer';
import { resolve } from 'node:path';
import { contextOf, createCommand, given } from '../command.ts';
import { openPluginsFolder, withPluginsOptions, type PluginsOptions } from '../folder-options.ts';
import { lockInput, lockTimeoutOption, type LockOption } from '../lock-option.ts';
import { policyOption } from '../policy-option.ts';
import { assertReported } from '../reported-error.ts';
import type { Io } from '../terminal/io.ts';
import { table } from '../terminal/table.ts';

interface VerifyOptions extends PluginsOptions, LockOption {
  readonly json?: boolean;
  readonly repair?: boolean;
  readonly root?: string;
  readonly policy?: readonly string[];
}

export function verifyCommand(io: Io): Command {
  return withPluginsOptions(
    createCommand({
      name: 'verify',
      summary:
        'Prove every installed file against signed metadata, without network; exit 1 where one differs.',
      examples: ['verify', 'verify --root root.json --json', 'verify --repair --plugins-dir ./plugins'],
    }),
  )
    .option('--repair', 'make a new set from the archives that were kept, where something differs')
    .option('--root <file>', 'a root.json: refuse what metadata proven from it does not name')
    .addOption(policyOption())
    .addOption(lockTimeoutOption())
    .action((options: VerifyOptions) => runVerify(options, io));
}

async function runVerify(options: VerifyOptions, io: Io): Promise<void> {
  const { output } = contextOf(io, options);
  const { root } = options;
  const report = await verifyPlugins({
    ...(await openPluginsFolder(options, io)),
    repair: options.repair === true,
    now: io.now(),
    ...lockInput(options),
    ...given('trustedRoot', root === undefined ? undefined : await readTrustedRoot(resolve(io.cwd, root))),
  });
  output.result(report, describe(report));
  assertReported(() => assertIntact(report));
}

const PROOF = {
  signed: 'as signed',
  archive: 'as the signed archive',
  noted: 'as noted at the install; no trusted metadata is kept that names it',
};

function describe({ status, generation, plugins, differences }: VerifyReport): readonly string[] {
  const found = table(differences.map(({ reason, path, plugin = '' }) => [reason, path, plugin]));
  if (status === 'damaged') return found;
  if (generation === undefined) return ['no plugins are installed'];
  const rows = plugins.map(({ name, version, proof }) => [`${name}@${version}`, PROOF[proof]]);
  return [...found, ...table(rows), `generation ${generation} is ${status}`];
}
