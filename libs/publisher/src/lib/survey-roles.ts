import { toVaultError } from '@ragnos-vault/errors';
import type { VaultError } from '@ragnos-vault/errors';
import { keysOf, vendorOf } from '@ragnos-vault/metadata';
import type {
  Delegations,
  LiveRepository,
  SigningKeys,
  SuccinctRoles,
  TargetsContent,
  TopLevelRole,
} from '@ragnos-vault/metadata';
import { inParallel } from './in-parallel.ts';

/** A role as it is live. */
export interface SurveyedRole {
  readonly role: string;
  readonly version: number;
  readonly expires: Date;
  readonly trust: SigningKeys;
  /** Of `targets` and delegated roles. */
  readonly content?: TargetsContent;
}

/** A delegation that `targets` makes, with the bins below it. */
export interface SurveyedVendor {
  readonly role: string;
  readonly trust: SigningKeys;
  /** Absent while nothing was published under it, and where it cannot be read. */
  readonly live?: SurveyedRole;
  /** The bins that snapshot names, of those that the vendor's role hands its targets to. */
  readonly bins: readonly SurveyedRole[];
  readonly binKind?: 'succinct' | 'prefixes';
}

export interface RoleSurvey {
  /** root, targets, snapshot, timestamp. */
  readonly topLevel: readonly SurveyedRole[];
  readonly vendors: readonly SurveyedVendor[];
  /** Delegated roles that the repository cannot show, or that nobody rightly signed. */
  readonly broken: readonly { readonly role: string; readonly error: VaultError }[];
}

/** Reads and proves every role that a client could need. A delegated role that is broken is told, not thrown. */
export async function surveyRoles(repository: LiveRepository): Promise<RoleSurvey> {
  const broken: { role: string; error: VaultError }[] = [];
  const read = async (role: string): Promise<SurveyedRole | undefined> => {
    try {
      return await readRole(role, repository);
    } catch (error) {
      broken.push({ role, error: toVaultError(error) });
      return undefined;
    }
  };
  const binsInSnapshot = groupBins([...repository.state.snapshot.signed.meta.keys()]);
  const vendors: SurveyedVendor[] = [];
  for (const { name } of repository.state.targets.signed.delegations?.roles ?? []) {
    const live = await read(name);
    const { delegations } = live?.content ?? {};
    const bins = new Map<string, SurveyedRole>();
    const names = binsBelow(delegations, binsInSnapshot.get(vendorOf(name) ?? '') ?? []);
    await inParallel(names, async (bin) => {
      const found = await read(bin);
      if (found !== undefined) bins.set(bin, found);
    });
    vendors.push({
      role: name,
      trust: await repository.trustOf(name),
      ...(live !== undefined && { live }),
      bins: names.flatMap((bin) => bins.get(bin) ?? []),
      ...(delegations !== undefined && { binKind: delegations.succinct ? 'succinct' : 'prefixes' }),
    });
  }
  return { topLevel: topLevelOf(repository), vendors, broken };
}

/** Every role of a survey: the top level, then each vendor followed by its bins. */
export function allRoles({ topLevel, vendors }: RoleSurvey): readonly SurveyedRole[] {
  return [
    ...topLevel,
    ...vendors.flatMap(({ live, bins }) => [...(live === undefined ? [] : [live]), ...bins]),
  ];
}

async function readRole(role: string, repository: LiveRepository): Promise<SurveyedRole | undefined> {
  const live = await repository.role(role);
  if (live === undefined) return undefined;
  const { version, expires } = live.signed;
  return { role, version, expires, trust: await repository.trustOf(role), content: live.signed };
}

function topLevelOf({ state }: LiveRepository): readonly SurveyedRole[] {
  const surveyed = (role: TopLevelRole): SurveyedRole => {
    const { version, expires } = state[role].signed;
    return { role, version, expires, trust: keysOf(state.root.signed, role) };
  };
  return [
    surveyed('root'),
    { ...surveyed('targets'), content: state.targets.signed },
    surveyed('snapshot'),
    surveyed('timestamp'),
  ];
}

function groupBins(names: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const name of names.filter((role) => role.startsWith('bins-'))) {
    const vendor = vendorOf(name) ?? '';
    const group = groups.get(vendor) ?? [];
    group.push(name);
    groups.set(vendor, group);
  }
  return groups;
}

// Never counted from a vendor's word alone: 2^32 bins are a few bytes of metadata.
function binsBelow(delegations: Delegations | undefined, published: readonly string[]): readonly string[] {
  if (delegations?.succinct !== undefined) {
    const { succinct } = delegations;
    return published.filter((name) => isBinOf(name, succinct));
  }
  const named = new Set(delegations?.roles?.map(({ name }) => name));
  return published.filter((name) => named.has(name));
}

/** Whether a role is one of these bins: its prefix, `-`, and its number in hex of constant width (TAP 15). */
export function isBinOf(
  role: string,
  { namePrefix, bitLength }: Pick<SuccinctRoles, 'namePrefix' | 'bitLength'>,
): boolean {
  if (!role.startsWith(`${namePrefix}-`)) return false;
  const number = role.slice(namePrefix.length + 1);
  const width = (2 ** bitLength - 1).toString(16).length;
  return (
    /^[0-9a-f]+$/.test(number) && number.length === width && Number.parseInt(number, 16) < 2 ** bitLength
  );
}
