import { parseTargetPath, vendorOf, vendorPaths, vendorRole } from '@ragnos-vault/metadata';
import type { DelegatedRole, Delegations, Snapshot } from '@ragnos-vault/metadata';
import type { Report } from './lint-finding.ts';
import { lintKeys } from './lint-keys.ts';
import { isBinOf } from './survey-roles.ts';

/** Of a role's name: it stands in file names and addresses. */
const ROLE_NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,120}$/;

export interface DelegationsInput {
  readonly delegator: string;
  readonly delegations: Delegations;
  readonly snapshot: Snapshot;
}

/** Names and patterns that every client reads alike, vendors that get exactly their own folder, bins without a gap. */
export function lintDelegations(input: DelegationsInput, report: Report): void {
  const { delegator, delegations, snapshot } = input;
  const { keys, roles = [], succinct } = delegations;
  const users = succinct === undefined ? roles : [{ name: succinct.namePrefix, ...succinct }];
  lintKeys({ role: delegator, keys, users }, report);
  for (const role of roles) {
    lintName(role.name, report);
    lintPaths(role, delegator, report);
    if (!snapshot.meta.has(role.name)) {
      report('role-unpublished', `${delegator} delegates to a role that was never published`, {
        role: role.name,
      });
    }
  }
  if (succinct === undefined) {
    lintPrefixes(roles, delegator, report);
    return;
  }
  lintName(`${succinct.namePrefix}-0`, report);
  const published = [...snapshot.meta.keys()].filter((name) => isBinOf(name, succinct)).length;
  const missing = 2 ** succinct.bitLength - published;
  if (missing > 0) report('bins-incomplete', `snapshot lacks ${missing} of its bins`, { role: delegator });
}

function lintName(name: string, report: Report): void {
  const isOurs = !/^(vendor|bins)-/.test(name) || vendorOf(name) !== undefined;
  if (!ROLE_NAME.test(name) || !isOurs)
    report('role-name', `not a portable name: ${JSON.stringify(name)}`, { role: name });
}

function lintPaths(role: DelegatedRole, delegator: string, report: Report): void {
  const { name, paths, pathHashPrefixes, terminating } = role;
  if ((paths === undefined) === (pathHashPrefixes === undefined)) {
    report('delegation-paths', 'a delegation has either paths or path_hash_prefixes', { role: name });
  }
  for (const pattern of paths ?? []) {
    if (isPortable(pattern)) continue;
    report('pattern-not-portable', `clients do not agree on the pattern ${JSON.stringify(pattern)}`, {
      role: name,
    });
  }
  const vendor = vendorOf(name);
  if (vendor === undefined || name !== vendorRole(vendor)) return;
  const expected = vendorPaths(vendor);
  const isExact = paths?.length === expected.length && expected.every((pattern) => paths.includes(pattern));
  if (isExact && terminating && delegator === 'targets') return;
  report('vendor-paths', `is not delegated, terminating, exactly ${expected.join(', ')} by targets`, {
    role: name,
  });
}

function isPortable(pattern: string): boolean {
  try {
    parseTargetPath(pattern.replaceAll(/[*?]/g, 'x'));
    return true;
  } catch {
    return false;
  }
}

/** Bins by prefix: every digest must lead to one of them, and to one only. */
function lintPrefixes(roles: readonly DelegatedRole[], delegator: string, report: Report): void {
  const prefixes = roles.flatMap(({ pathHashPrefixes }) => pathHashPrefixes ?? []);
  if (prefixes.length === 0 || roles.some(({ paths }) => paths !== undefined)) return;
  const covered = prefixes.reduce((sum, prefix) => sum + 16 ** -prefix.length, 0);
  const isUnique = new Set(prefixes).size === prefixes.length;
  if (covered === 1 && isUnique) return;
  report('bins-incomplete', 'its path_hash_prefixes leave gaps, or overlap', { role: delegator });
}
