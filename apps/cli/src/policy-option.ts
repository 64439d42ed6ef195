import { Option } from 'commander';
import { resolve } from 'node:path';
import { collectValues } from './vault-command.ts';
import type { Io } from './terminal/io.ts';

export interface PolicyOptions {
  readonly policy?: readonly string[];
}

export function policyOption(): Option {
  return new Option(
    '--policy <file>',
    'scan under this vault.policy.yaml (repeatable, the outermost first: host, then tenant)',
  ).argParser(collectValues);
}

/** What {@link PolicyOptions} say, as a use case takes it. */
export function policyFiles(
  { policy }: PolicyOptions,
  { cwd }: Io,
): { readonly policyFile?: readonly string[] } {
  return policy === undefined ? {} : { policyFile: policy.map((file) => resolve(cwd, file)) };
}
