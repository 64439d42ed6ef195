import { Option } from 'commander';
import { resolve } from 'node:path';
import { collectValues } from './vault-command.ts';
import type { Io } from './terminal/io.ts';

export interface PolicyOptions {
  readonly policy?: readonly string[];
  readonly knownBad?: readonly string[];
}

export function policyOption(): Option {
  return new Option(
    '--policy <file>',
    'scan under this vault.policy.yaml (repeatable, the outermost first: host, then tenant)',
  ).argParser(collectValues);
}

export function knownBadOption(): Option {
  return new Option(
    '--known-bad <path>',
    'refuse what these OSV records name, a file or a folder (repeatable)',
  ).argParser(collectValues);
}

/** What {@link PolicyOptions} say, as a use case takes it. */
export function policyFiles(
  { policy, knownBad }: PolicyOptions,
  { cwd }: Io,
): { readonly policyFile?: readonly string[]; readonly knownBadFiles?: readonly string[] } {
  const inFolder = (file: string): string => resolve(cwd, file);
  return {
    ...(policy !== undefined && { policyFile: policy.map(inFolder) }),
    ...(knownBad !== undefined && { knownBadFiles: knownBad.map(inFolder) }),
  };
}
