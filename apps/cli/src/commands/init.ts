import { Option, type Command } from 'commander';
import { initVault } from '@ragnos-vault/api';
import type { InitVaultReport } from '@ragnos-vault/api';
import { VaultError } from '@ragnos-vault/errors';
import { isVaultStore } from '@ragnos-vault/publisher';
import type { VaultStore } from '@ragnos-vault/publisher';
import { relative, resolve } from 'node:path';
import { contextOf, createCommand, given } from '../command.ts';
import { newPassphraseSource } from '../passphrases.ts';
import type { Io } from '../terminal/io.ts';
import { table } from '../terminal/table.ts';

interface InitOptions {
  readonly json?: boolean;
  readonly repoDir?: string;
  readonly keyType: 'rsa' | 'ed25519' | 'ecdsa';
  readonly threshold: number;
  readonly encrypt?: boolean;
  readonly passphraseFile?: string;
  readonly store: VaultStore;
}

export function initCommand(io: Io): Command {
  return createCommand({
    name: 'init',
    summary: 'Make a vault: keys, signed metadata, and the root.json that consumers trust.',
    examples: [
      'init --repo-dir vault',
      'init --repo-dir vault --key-type ed25519 --threshold 2',
      'init --repo-dir vault --encrypt --passphrase-file secret.txt',
      'init --repo-dir vault --store git:vault',
    ],
  })
    .option('--repo-dir <dir>', 'the folder of the new vault (default: $RAGNOS_VAULT_REPO_DIR)')
    .addOption(
      new Option('--key-type <type>', 'the kind of all keys')
        .choices(['rsa', 'ed25519', 'ecdsa'])
        .default('rsa'),
    )
    .option('--threshold <n>', 'root keys to make, all needed to change the root', toThreshold, 1)
    .option(
      '--store <store>',
      'where the repository lies: `repository`, a folder of the vault, or `git:<branch>`, a branch of the git repository around it',
      toStore,
      'repository',
    )
    .option('--encrypt', 'encrypt the private keys with a passphrase')
    .option('--passphrase-file <file>', 'read the passphrase from the first line of a file')
    .action((options: InitOptions) => runInit(options, io));
}

async function runInit(options: InitOptions, io: Io): Promise<void> {
  const { output } = contextOf(io, options);
  const named = options.repoDir ?? io.env['RAGNOS_VAULT_REPO_DIR'];
  if (named === undefined || named === '')
    throw new VaultError('ERR_USAGE', 'name the folder of the new vault with --repo-dir');
  const passphrase =
    options.encrypt === true ? await newPassphraseSource(options.passphraseFile, io) : undefined;
  if (options.passphraseFile !== undefined && passphrase === undefined) {
    throw new VaultError('ERR_USAGE', '--passphrase-file is of no use without --encrypt');
  }
  const repoDir = resolve(io.cwd, named);
  output.progress(`making ${options.keyType} keys`);
  const report = await initVault({ ...options, repoDir, now: io.now(), ...given('passphrase', passphrase) });
  output.result(report, describe(report, io));
}

function describe(report: InitVaultReport, io: Io): readonly string[] {
  const dir = relative(io.cwd, report.dir) || '.';
  return [
    `vault created in ${dir}`,
    ...table(
      report.keys.map(({ role, uri, keyId }) => ['', role, uri.replace(/^file2:/, ''), keyId.slice(0, 16)]),
    ),
    `  root.json sha256:${report.rootSha256}`,
    ...(report.store === 'repository' ? [] : [`  the repository is in ${report.store}`]),
    report.encrypted
      ? 'the private keys are encrypted'
      : 'the private keys are not encrypted: keep keys/ to yourself, and root keys offline',
    `next: ragnos-vault publish PLUGIN --repo-dir ${dir}`,
  ];
}

function toStore(text: string): VaultStore {
  if (isVaultStore(text)) return text;
  throw new VaultError('ERR_USAGE', `store must be \`repository\` or \`git:<branch>\`, not ${text}`, {
    facts: { store: text },
  });
}

function toThreshold(text: string): number {
  if (/^[0-9]{1,2}$/.test(text)) return Number(text);
  throw new VaultError('ERR_USAGE', `threshold must be a whole number, not ${text}`, {
    facts: { threshold: text },
  });
}
