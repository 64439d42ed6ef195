import { delegateOf, parsePluginCustom, parseTargetPath } from '@ragnos-vault/metadata';
import type { TargetFile, Targets } from '@ragnos-vault/metadata';
import type { Report } from './lint-finding.ts';
import type { LintedRole } from './lint-roles.ts';

/** A target as a client finds it: in the first role that lists it. */
export interface FoundTarget {
  readonly path: string;
  readonly role: string;
  readonly target: TargetFile;
}

/** Consumers read these for every target of a role. */
const MAX_CUSTOM_BYTES = 600;

/**
 * Lints the entries of all roles, and returns what clients find, by path: names that are portable, once each, in roles
 * that searches lead to.
 */
export function lintTargets(
  roles: ReadonlyMap<string, LintedRole>,
  report: Report,
): ReadonlyMap<string, FoundTarget> {
  const found = new Map<string, FoundTarget>();
  const folded = new Map<string, string>();
  for (const { role, document } of roles.values()) {
    for (const [path, target] of document.signed.targets) {
      lintEntry({ path, role, target }, report);
      if (!isReachable(path, role, roles)) {
        report('target-unreachable', 'no delegation leads to it', { role, path });
        continue;
      }
      const other = found.get(path);
      // Roles come in the order in which they were reached: the more trusted first.
      if (other !== undefined)
        report('target-shadowed', `${other.role} lists it, too, and is asked first`, { role, path });
      else found.set(path, { path, role, target });
      const twin = folded.get(path.toLowerCase());
      if (twin !== undefined && twin !== path)
        report('target-collision', `is one file with ${twin} where case does not count`, { role, path });
      folded.set(path.toLowerCase(), path);
    }
  }
  return found;
}

function lintEntry({ path, role, target }: FoundTarget, report: Report): void {
  try {
    parseTargetPath(path);
  } catch {
    report('target-name', 'is no name that every system can store', { role, path });
  }
  const bytes = target.custom === undefined ? 0 : Buffer.byteLength(JSON.stringify(target.custom));
  if (bytes > MAX_CUSTOM_BYTES)
    report('custom-size', `its custom has ${bytes} bytes, more than ${MAX_CUSTOM_BYTES}`, { role, path });
  try {
    parsePluginCustom(target.custom);
  } catch {
    report('custom-invalid', 'its custom names a plugin, and lacks what an installer needs', { role, path });
  }
}

/** Whether some chain of delegations for this path ends at the role; searched from its end. */
function isReachable(path: string, role: string, roles: ReadonlyMap<string, LintedRole>): boolean {
  const reached = new Set([role]);
  for (const name of reached) {
    if (name === 'targets') return true;
    for (const delegator of roles.get(name)?.delegators ?? []) {
      const document = roles.get(delegator)?.document;
      if (document !== undefined && leadsTo(path, name, document.signed)) reached.add(delegator);
    }
  }
  return false;
}

function leadsTo(path: string, role: string, { delegations }: Targets): boolean {
  if (delegations === undefined) return false;
  if (delegations.succinct !== undefined) return delegateOf(path, { delegations }) === role;
  const only = delegations.roles?.filter(({ name }) => name === role) ?? [];
  return delegateOf(path, { delegations: { ...delegations, roles: only } }) === role;
}
