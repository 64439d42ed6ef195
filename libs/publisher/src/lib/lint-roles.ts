import { VaultError } from '@ragnos-vault/errors';
import { assertMetaFile, delegatedKeysOf, keysOf, parseTargets } from '@ragnos-vault/metadata';
import type { Fetcher, Root, SignedRole, Snapshot, Targets } from '@ragnos-vault/metadata';
import { inParallel } from './in-parallel.ts';
import { lintDelegations } from './lint-delegations.ts';
import type { Report } from './lint-finding.ts';
import { lintFreshness } from './lint-freshness.ts';
import { lintSignatures } from './lint-keys.ts';
import { MAX_BYTES, readFile, readMetadata, rolePath } from './lint-read.ts';
import { outgrownRoles } from './outgrown-roles.ts';
import type { VaultConfig } from './parse-vault-config.ts';
import { isBinOf } from './survey-roles.ts';

/** A targets role that was read, and the roles that delegate to it. */
export interface LintedRole {
  readonly role: string;
  readonly document: SignedRole<Targets>;
  readonly delegators: Set<string>;
}

export interface LintPorts {
  readonly fetcher: Fetcher;
  readonly report: Report;
}

export interface RolesInput {
  readonly root: Root;
  readonly snapshot: Snapshot;
  readonly now: Date;
  readonly config?: VaultConfig | undefined;
}

/** Bins are planned for 32 KiB. */
const MAX_BIN_BYTES = 2 * 32 * 1_024;

/** Reads `targets` and all that it leads to, level by level, and lints each role for each that delegates to it. */
export async function lintRoles(
  input: RolesInput,
  ports: LintPorts,
): Promise<ReadonlyMap<string, LintedRole>> {
  const found = new Map<string, LintedRole>();
  let level: readonly string[] = ['targets'];
  while (level.length > 0) {
    const documents = new Map<string, SignedRole<Targets> | undefined>();
    await inParallel(level, async (role) => documents.set(role, await readRole(role, input, ports)));
    for (const role of level) {
      const document = documents.get(role);
      if (document !== undefined) found.set(role, { role, document, delegators: new Set() });
    }
    const next = new Set<string>();
    for (const delegator of level) {
      for (const role of delegatesOf(found.get(delegator), input.snapshot)) {
        if (!found.has(role) && !level.includes(role)) next.add(role);
      }
    }
    level = [...next];
  }
  // Only now is every role there that another one delegates to.
  for (const delegator of found.values()) lintDelegator(delegator, { found, input, report: ports.report });
  const targets = found.get('targets')?.document;
  if (targets !== undefined)
    lintSignatures('targets', { ...ports, trust: keysOf(input.root, 'targets'), document: targets });
  lintSizes(found, ports.report);
  await lintRetired(found, input, ports);
  return found;
}

async function readRole(
  role: string,
  { snapshot, now, config }: RolesInput,
  ports: LintPorts,
): Promise<SignedRole<Targets> | undefined> {
  const meta = snapshot.meta.get(role);
  if (meta === undefined) {
    ports.report('metadata-missing', 'snapshot does not name it', { role });
    return undefined;
  }
  const path = rolePath(role, meta.version);
  const document = await readMetadata(
    { role, path, maxLength: MAX_BYTES.targets, parse: parseTargets },
    ports,
  );
  if (document === undefined) return undefined;
  lintNamed(role, { meta, document, report: ports.report });
  lintFreshness({ role, expires: document.signed.expires }, { now, config, report: ports.report });
  return document;
}

/** Whether a file is what the role above says of it. */
export function lintNamed(
  role: string,
  input: {
    readonly meta: {
      readonly version: number;
      readonly length?: number;
      readonly hashes?: ReadonlyMap<string, string>;
    };
    readonly document: SignedRole<{ readonly version: number }>;
    readonly report: Report;
  },
): void {
  const { meta, document, report } = input;
  const { version } = document.signed;
  if (version !== meta.version)
    report('version-mismatch', `v${version} stands where v${meta.version} should`, { role });
  try {
    assertMetaFile(
      role,
      { length: meta.length, hashes: Object.fromEntries(meta.hashes ?? []) },
      document.bytes,
    );
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    report('metadata-mismatch', error.message, { role });
  }
}

/** Roles to follow; those that snapshot does not name have a finding in the lint of their delegator. */
function delegatesOf(role: LintedRole | undefined, { meta }: Snapshot): readonly string[] {
  const { succinct, roles = [] } = role?.document.signed.delegations ?? {};
  if (succinct !== undefined) return [...meta.keys()].filter((name) => isBinOf(name, succinct));
  return roles.map(({ name }) => name).filter((name) => meta.has(name));
}

function lintDelegator(
  { role: delegator, document }: LintedRole,
  { found, input, report }: { found: ReadonlyMap<string, LintedRole>; input: RolesInput; report: Report },
): void {
  const { delegations } = document.signed;
  if (delegations === undefined) return;
  lintDelegations({ delegator, delegations, snapshot: input.snapshot }, report);
  for (const name of delegatesOf({ role: delegator, document, delegators: new Set() }, input.snapshot)) {
    const delegate = found.get(name);
    const trust = delegatedKeysOf(delegations, name);
    if (delegate === undefined || trust === undefined) continue;
    delegate.delegators.add(delegator);
    lintSignatures(name, { trust, document: delegate.document, report });
  }
}

function lintSizes(found: ReadonlyMap<string, LintedRole>, report: Report): void {
  const contents = new Map([...found].map(([role, { document }]) => [role, document.signed]));
  for (const { role, targets } of outgrownRoles(contents))
    report('role-outgrown', `lists ${targets} targets, more than it is planned for`, { role });
  for (const { role, document } of found.values()) {
    const { length } = document.bytes;
    if (role.startsWith('bins-') && length > MAX_BIN_BYTES)
      report('role-outgrown', `has ${length} bytes, more than a bin is planned for`, { role });
  }
}

/** A name stays in snapshot after its role is gone; nobody asks for its file any more. */
async function lintRetired(
  found: ReadonlyMap<string, LintedRole>,
  { snapshot }: RolesInput,
  { fetcher, report }: LintPorts,
): Promise<void> {
  const reachable = new Set(
    [...found.values()].flatMap((role) => [role.role, ...delegatesOf(role, snapshot)]),
  );
  const retired = [...snapshot.meta].filter(([role]) => !reachable.has(role));
  await inParallel(retired, async ([role, { version }]) => {
    const path = rolePath(role, version);
    const file = await readFile(fetcher, path, MAX_BYTES.targets);
    if (file === undefined)
      report('retired-role-missing', `snapshot names ${path}, of a role that is retired`, { role, path });
  });
}
