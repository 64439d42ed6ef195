import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { ArchiveLimits } from '@ragnos-vault/archive';
import { toVaultError, VaultError } from '@ragnos-vault/errors';
import { combinePolicies, DEFAULT_POLICY, limitsOf, parsePolicy } from '@ragnos-vault/scanner';
import type { KnownBad, Policy } from '@ragnos-vault/scanner';
import { loadKnownBad } from './load-known-bad.ts';

/** A `vault.policy.yaml`; or several, the outermost first, of which each only tightens those before it. */
export type PolicyFiles = string | readonly string[];

/** What the user says about scanning. */
export interface PolicyInput {
  readonly policyFile?: PolicyFiles;
  /** Files and folders of OSV records, besides those the policies name. */
  readonly knownBadFiles?: readonly string[];
  /** The default policy is the outermost of all: none of the files is the host's own. */
  readonly withinDefault?: boolean;
}

/** A policy, and the archive limits it leaves in force. */
export interface LoadedPolicy {
  readonly policy: Policy;
  readonly limits: ArchiveLimits;
  readonly knownBad?: KnownBad;
}

/**
 * Reads every `--policy FILE`, the outermost first; without one, the default policy holds. A file that cannot be read is a
 * refusal, never the default; so is a list of known-bad packages.
 *
 * @throws ERR_IO, ERR_CONFIG_INVALID, ERR_KNOWN_BAD_INVALID
 */
export async function loadPolicy(
  { policyFile = [], knownBadFiles = [], withinDefault = false }: PolicyInput,
  now: Date,
): Promise<LoadedPolicy> {
  const read = await Promise.all([policyFile].flat().map((file) => readPolicy(file, now)));
  const levels = read.map(({ policy }) => policy);
  const [outermost = DEFAULT_POLICY, ...inner] = withinDefault ? [DEFAULT_POLICY, ...levels] : levels;
  const policy = combinePolicies(outermost, ...inner);
  const places = [...read.flatMap(({ lists }) => lists), ...knownBadFiles];
  const limits = limitsOf(policy);
  return { policy, limits, ...(places.length === 0 ? {} : { knownBad: await loadKnownBad(places) }) };
}

/** A policy, and where the lists are that it names beside itself. */
async function readPolicy(
  file: string,
  now: Date,
): Promise<{ readonly policy: Policy; readonly lists: readonly string[] }> {
  const policy = parseFile(await readText(file), { file, now });
  return { policy, lists: (policy.knownBad ?? []).map((path) => resolve(dirname(file), path)) };
}

/** Names the file in what is wrong with it. */
function parseFile(text: string, { file, now }: { readonly file: string; readonly now: Date }): Policy {
  try {
    return parsePolicy(text, now);
  } catch (cause) {
    const { code, message, facts } = toVaultError(cause);
    throw new VaultError(code, `${file}: ${message}`, { facts: { ...facts, file }, cause });
  }
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw toVaultError(cause);
  });
}
