import { delegateOf, vendorOf, vendorOfPath, vendorRole } from '@ragnos-vault/metadata';
import type { LiveRepository, TargetFile, TargetsContent } from '@ragnos-vault/metadata';
import { submittingVendors, type Submission } from './submission.ts';
import { binsOf } from './vendor-roles.ts';

/** A repository as it is, and as it would be once a submission is accepted. */
export interface AcceptView {
  /** Entries of the submission's vendor in `targets`, which leave it: they would hide those of the vendor's role. */
  readonly adopted: ReadonlyMap<string, TargetFile>;
  /** A role's content now; empty where nobody delegates to it yet. */
  readonly before: (role: string) => Promise<TargetsContent>;
  readonly after: (role: string) => Promise<TargetsContent>;
  /** The role that would list a path. */
  readonly holderOf: (path: string) => Promise<string>;
  /** A target as a client would find it. */
  readonly find: (path: string) => Promise<TargetFile | undefined>;
}

const EMPTY: TargetsContent = { targets: new Map(), extra: {} };

/** `targets`, a vendor and its bins. */
const MAX_DEPTH = 2;

export function openAcceptView({ roles }: Submission, repository: LiveRepository): AcceptView {
  const live = repository.state.targets.signed;
  const adopted = roles.has('targets') ? new Map<string, TargetFile>() : hiddenBy(live, roles.keys());
  const targets = { ...live, targets: new Map([...live.targets].filter(([path]) => !adopted.has(path))) };

  async function before(role: string): Promise<TargetsContent> {
    const vendor = vendorOf(role);
    const isBin = vendor !== undefined && role !== vendorRole(vendor);
    const bins = isBin ? binsOf(await before(vendorRole(vendor))) : [];
    const isDelegated = isBin ? bins.includes(role) : vendor === undefined || isNamed(role, live);
    return isDelegated ? repository.contentOf(role) : EMPTY;
  }

  async function after(role: string): Promise<TargetsContent> {
    return roles.get(role)?.signed ?? (role === 'targets' ? targets : before(role));
  }

  async function holderOf(path: string): Promise<string> {
    let holder = 'targets';
    for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
      const delegate = delegateOf(path, await after(holder));
      if (delegate === undefined) return holder;
      holder = delegate;
    }
    return holder;
  }

  return {
    adopted,
    before,
    after,
    holderOf,
    find: async (path) =>
      (await after('targets')).targets.get(path) ?? (await after(await holderOf(path))).targets.get(path),
  };
}

function hiddenBy(targets: TargetsContent, roles: Iterable<string>): ReadonlyMap<string, TargetFile> {
  const vendors = submittingVendors(roles);
  const isHiding = (path: string): boolean =>
    vendors.includes(vendorOfPath(path) ?? '') && delegateOf(path, targets) !== undefined;
  return new Map([...targets.targets].filter(([path]) => isHiding(path)));
}

function isNamed(role: string, { delegations }: TargetsContent): boolean {
  return delegations?.roles?.some(({ name }) => name === role) === true;
}
