import { toVaultError, VaultError } from '@ragnos-vault/errors';
import { signingRoleOf, vendorOf } from '@ragnos-vault/metadata';
import { freshnessOf } from './freshness.ts';
import type { VaultConfig } from './parse-vault-config.ts';
import type { EditPorts } from './repository-edit.ts';
import { allRoles, type RoleSurvey, type SurveyedRole, type SurveyedVendor } from './survey-roles.ts';

export interface SkippedRole {
  readonly role: string;
  /** `expired`: it is renewed only where it is named. `broken`: what is live of it cannot be read or proven. */
  readonly reason: 'expired' | 'keys-missing' | 'broken';
  readonly message: string;
}

export interface RenewalChoice {
  /** Roles to sign anew. */
  readonly roles: ReadonlySet<string>;
  readonly skipped: readonly SkippedRole[];
}

export interface ChoiceInput {
  readonly survey: RoleSurvey;
  readonly config: VaultConfig;
  readonly now: Date;
  readonly roles: readonly string[];
  readonly ifNeeded: boolean;
}

/** Decides which roles `renew` signs anew. @throws ERR_USAGE, ERR_VENDOR_UNKNOWN for a name that cannot be renewed. */
export async function chooseRenewals(
  input: ChoiceInput,
  ports: Pick<EditPorts, 'openSigners'>,
): Promise<RenewalChoice> {
  return input.roles.length > 0 ? chooseNamed(input) : chooseDue(input, ports);
}

/** A vendor brings its bins along. With `ifNeeded`, only those of the named roles that are not fresh. */
function chooseNamed(input: ChoiceInput): RenewalChoice {
  const chosen = input.roles.flatMap((name) => rolesNamed(name, input.survey));
  const needed = input.ifNeeded ? chosen.filter((role) => freshnessOf(role, input) !== 'fresh') : chosen;
  return { roles: new Set(needed.map(({ role }) => role)), skipped: [] };
}

function rolesNamed(name: string, survey: RoleSurvey): readonly SurveyedRole[] {
  if (name === 'root') {
    throw new VaultError(
      'ERR_USAGE',
      'root is not renewed here, but by a ceremony of its keys: `root draft`',
      {
        facts: { role: name },
      },
    );
  }
  const vendor = survey.vendors.find(({ role }) => role === name);
  if (vendor?.live !== undefined) return [vendor.live, ...vendor.bins];
  const found = allRoles(survey).find(({ role }) => role === name);
  if (found !== undefined) return [found];
  const broken = survey.broken.find(({ role }) => role === name);
  if (broken !== undefined) throw broken.error;
  const message = vendor === undefined ? `no such role: ${name}` : `${name} was never published`;
  throw new VaultError(vendorOf(name) === undefined ? 'ERR_USAGE' : 'ERR_VENDOR_UNKNOWN', message, {
    facts: { role: name },
  });
}

async function chooseDue(input: ChoiceInput, ports: Pick<EditPorts, 'openSigners'>): Promise<RenewalChoice> {
  const { survey } = input;
  const roles = new Set<string>();
  for (const role of survey.topLevel) {
    const freshness = freshnessOf(role, input);
    const isOnline = role.role === 'snapshot' || role.role === 'timestamp';
    if (role.role !== 'root' && (freshness === 'due' || (isOnline && freshness === 'expired')))
      roles.add(role.role);
  }
  const skipped: SkippedRole[] = survey.broken.map(({ role, error }) => ({
    role,
    reason: 'broken',
    message: error.message,
  }));
  for (const vendor of survey.vendors) {
    const choice = await chooseOfVendor(vendor, input, ports);
    for (const role of choice.roles) roles.add(role);
    skipped.push(...choice.skipped);
  }
  return { roles, skipped };
}

async function chooseOfVendor(
  { live, bins }: SurveyedVendor,
  input: ChoiceInput,
  ports: Pick<EditPorts, 'openSigners'>,
): Promise<RenewalChoice> {
  if (live === undefined) return { roles: new Set(), skipped: [] };
  // What lies below a lapsed role is out of the reach of clients.
  const candidates = live.expires <= input.now ? [live] : [live, ...bins];
  const skipped: SkippedRole[] = [];
  const due: SurveyedRole[] = [];
  for (const role of candidates) {
    const freshness = freshnessOf(role, input);
    if (freshness === 'due') due.push(role);
    if (freshness === 'expired') skipped.push(lapsed(role));
  }
  const missing = await missingKeys(due, ports);
  if (missing === undefined) return { roles: new Set(due.map(({ role }) => role)), skipped };
  return { roles: new Set(), skipped: [...skipped, { role: live.role, ...missing }] };
}

/** Why these roles, all of one vendor, cannot be signed; `undefined` where they can. */
async function missingKeys(
  roles: readonly SurveyedRole[],
  ports: Pick<EditPorts, 'openSigners'>,
): Promise<Omit<SkippedRole, 'role'> | undefined> {
  const [first] = roles;
  if (first === undefined) return undefined;
  try {
    const signers = await ports.openSigners(signingRoleOf(first.role));
    const keyIds = new Set(signers.map(({ keyId }) => keyId));
    const short = roles.find(
      ({ trust }) => trust.keyIds.filter((keyId) => keyIds.has(keyId)).length < trust.threshold,
    );
    if (short === undefined) return undefined;
    const message = `${short.role} needs ${short.trust.threshold} of its keys, which are not at hand`;
    return { reason: 'keys-missing', message };
  } catch (error) {
    return { reason: 'keys-missing', message: toVaultError(error).message };
  }
}

function lapsed({ role, expires }: SurveyedRole): SkippedRole {
  return {
    role,
    reason: 'expired',
    message: `expired at ${expires.toISOString()}: it is renewed only where it is named`,
  };
}
