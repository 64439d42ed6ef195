import { VaultError } from '@ragnos-vault/errors';
import { signingRoleOf } from '@ragnos-vault/metadata';
import type { LiveRepository, TopLevelRole } from '@ragnos-vault/metadata';
import { chooseRenewals, type SkippedRole } from './choose-renewals.ts';
import { freshnessOf } from './freshness.ts';
import { roleConfig, type VaultConfig } from './parse-vault-config.ts';
import { editRepository, rememberSigners } from './repository-edit.ts';
import type { EditPorts, RepositoryEdit } from './repository-edit.ts';
import { allRoles, surveyRoles, type RoleSurvey } from './survey-roles.ts';

export interface RenewInput {
  readonly config: VaultConfig;
  /** The vault's own root.json: where its publisher's trust starts. */
  readonly trustedRoot: Uint8Array;
  readonly now: Date;
  /** `targets`, `snapshot`, `timestamp`, `vendor-acme`: these and no others. None: whatever is due. */
  readonly roles: readonly string[];
  /** Write nothing where no role is due. */
  readonly ifNeeded: boolean;
}

export interface RenewedRole {
  readonly role: string;
  readonly version: number;
  /** RFC 3339. */
  readonly expires: string;
}

export interface RenewReport {
  /** `submitted`: signed for somebody else to accept. */
  readonly status: 'renewed' | 'submitted' | 'unchanged';
  readonly renewed: readonly RenewedRole[];
  /** In their signing window or past it, and still so after this run; `root` needs its own ceremony. */
  readonly due: readonly string[];
  /** Vendors that were due, but neither renewed nor in the way of the others. */
  readonly skipped: readonly SkippedRole[];
  /** The versions now live. */
  readonly versions: Readonly<Record<TopLevelRole, number>>;
}

/**
 * Signs anew what is in its signing window, with its content unchanged, and always the timestamp. Roles that are named
 * are signed whatever their window, even expired ones. A third step of a root's publication that is pending is done.
 *
 * An expired snapshot or timestamp is simply renewed; an expired root or targets is refused, unless it is `targets` that
 * is named: what has lapsed comes back by intent only. A vendor that lapsed, or whose keys are not at hand, is skipped.
 *
 * @throws ERR_TUF_EXPIRED with the fact `role`; ERR_SIGNER_UNAVAILABLE; ERR_USAGE for a role that cannot be named; what
 * `editRepository` throws. Nothing is written then.
 */
export async function renew(input: RenewInput, ports: EditPorts): Promise<RenewReport> {
  const remembering = rememberSigners(ports);
  let signed: { readonly role: string; readonly version: number }[] = [];
  const planOn = async (repository: LiveRepository) => {
    signed = [];
    const survey = await surveyRoles(repository);
    const { roles, skipped } = await chooseRenewals({ ...input, survey }, remembering);
    assertNotLapsed(survey, roles, input.now);
    const result = { skipped, due: stillDue(survey, roles, input) };
    const isNeeded = roles.size > 0 || !input.ifNeeded;
    return isNeeded ? { edit: renewalOf(roles, survey), result } : { result };
  };
  const outcome = await editRepository(
    { ...input, plan: planOn },
    {
      ...remembering,
      onEvent: (event) => {
        if (event.type === 'signed') signed.push(event);
        ports.onEvent?.(event);
      },
    },
  );
  const { result, isCommitted, versions } = outcome;
  const isSigned = isCommitted || (ports.submit !== undefined && signed.length > 0);
  const renewed = isSigned ? signed.map(({ role, version }) => renewedRole(role, version, input)) : [];
  const done = isCommitted ? 'renewed' : 'submitted';
  return { status: isSigned ? done : 'unchanged', renewed, ...result, versions };
}

/** Clients refuse everything while root or targets has lapsed, so nothing else is worth signing. */
function assertNotLapsed(survey: RoleSurvey, chosen: ReadonlySet<string>, now: Date): void {
  const lapsed = survey.topLevel.find(
    ({ role, expires }) => (role === 'root' || role === 'targets') && expires <= now && !chosen.has(role),
  );
  if (lapsed === undefined) return;
  const { role, expires } = lapsed;
  throw new VaultError('ERR_TUF_EXPIRED', `${role} expired at ${expires.toISOString()}`, {
    facts: { role, expires: expires.toISOString() },
  });
}

function stillDue(
  survey: RoleSurvey,
  chosen: ReadonlySet<string>,
  input: Pick<RenewInput, 'config' | 'now' | 'ifNeeded'>,
): readonly string[] {
  const isSigned = (role: string): boolean =>
    chosen.has(role) ||
    (role === 'timestamp' && (chosen.size > 0 || !input.ifNeeded)) ||
    (role === 'snapshot' && namesContent(chosen));
  const due = allRoles(survey).filter((role) => !isSigned(role.role) && freshnessOf(role, input) !== 'fresh');
  return [...new Set(due.map(({ role }) => signingRoleOf(role)))];
}

function renewalOf(chosen: ReadonlySet<string>, survey: RoleSurvey): RepositoryEdit {
  const contents = allRoles(survey).flatMap(({ role, content }) =>
    content !== undefined && chosen.has(role) ? [[role, content] as const] : [],
  );
  return { roles: new Map(contents), keepSnapshot: !chosen.has('snapshot') && !namesContent(chosen) };
}

/** Whether a role is among them that snapshot names by its version. */
function namesContent(roles: ReadonlySet<string>): boolean {
  return [...roles].some((role) => role !== 'snapshot' && role !== 'timestamp');
}

function renewedRole(role: string, version: number, { config, now }: RenewInput): RenewedRole {
  const expires = new Date(now.getTime() + roleConfig(config, role).expires);
  return { role, version, expires: expires.toISOString() };
}
