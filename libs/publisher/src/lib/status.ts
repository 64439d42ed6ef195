import type { RepositoryStore, RoleKeys } from '@ragnos-vault/metadata';
import { loadRepository, openLiveRepository, parsePluginCustom } from '@ragnos-vault/metadata';
import { freshnessOf } from './freshness.ts';
import type { VaultConfig } from './parse-vault-config.ts';
import { warningsOf, type StatusWarning } from './status-warnings.ts';
import { allRoles, surveyRoles, type RoleSurvey, type SurveyedRole } from './survey-roles.ts';

export interface StatusInput {
  readonly trustedRoot: Uint8Array;
  readonly config: VaultConfig;
  /** The time at which expiry is judged. */
  readonly now: Date;
  /** Files of root keys that lie in the vault, as `vault.yaml` names them. */
  readonly rootKeyFiles?: readonly string[];
}

export interface RoleStatus extends Pick<RoleKeys, 'keyIds' | 'threshold'> {
  readonly role: string;
  readonly version: number;
  /** RFC 3339. */
  readonly expires: string;
  readonly expired: boolean;
  /** In its signing window, or past it. */
  readonly due: boolean;
  /** How many it lists itself; of `targets` and vendors. */
  readonly targets?: number;
  /** Of a vendor that has them. */
  readonly bins?: BinsStatus;
}

export interface BinsStatus {
  readonly kind: 'succinct' | 'prefixes';
  readonly count: number;
  readonly targets: number;
  /** Of the bin that expires first. */
  readonly expires: string;
  readonly expired: number;
  readonly due: number;
  /** The fullest. */
  readonly largest: { readonly role: string; readonly targets: number };
}

export interface TargetStatus {
  readonly path: string;
  /** The role that lists it. */
  readonly role: string;
  readonly length: number;
  readonly sha256?: string;
  /** Where the target is a plugin's archive. */
  readonly plugin?: { readonly name: string; readonly version: string; readonly publishedAt: string };
}

export interface StatusReport {
  /** The time at which expiry was judged, RFC 3339. */
  readonly at: string;
  /** root, targets, snapshot, timestamp, then the vendors. */
  readonly roles: readonly RoleStatus[];
  /** Roles that `renew` would sign now, or `root draft`; bins too. */
  readonly due: readonly string[];
  /** Roles, bins too, that clients refuse. */
  readonly expired: readonly string[];
  readonly warnings: readonly StatusWarning[];
  readonly targets: readonly TargetStatus[];
}

/**
 * Says what a repository publishes now and until when. Every role is verified; an expired one is reported, not refused,
 * and so is a delegated role that is broken.
 *
 * @throws what `loadRepository` throws.
 */
export async function status(input: StatusInput, store: RepositoryStore): Promise<StatusReport> {
  const state = await loadRepository(store, input.trustedRoot);
  const survey = await surveyRoles(openLiveRepository(state, store));
  const roles = allRoles(survey);
  const named = (wanted: 'due' | 'expired'): readonly string[] =>
    roles.filter((role) => isPast(role, wanted, input)).map(({ role }) => role);
  return {
    at: input.now.toISOString(),
    roles: rolesOf(survey, input),
    due: named('due'),
    expired: named('expired'),
    warnings: warningsOf({ state, survey, ...input }),
    targets: roles.flatMap(targetsOf),
  };
}

function rolesOf({ topLevel, vendors }: RoleSurvey, input: StatusInput): readonly RoleStatus[] {
  const ofVendors = vendors.flatMap(({ live, bins, binKind: kind }) => {
    if (live === undefined) return [];
    const status = toRoleStatus(live, input);
    return [
      kind === undefined || bins.length === 0 ? status : { ...status, bins: toBinsStatus(bins, kind, input) },
    ];
  });
  return [...topLevel.map((role) => toRoleStatus(role, input)), ...ofVendors];
}

function toRoleStatus(surveyed: SurveyedRole, input: StatusInput): RoleStatus {
  const { role, version, expires, trust, content } = surveyed;
  return {
    role,
    version,
    expires: expires.toISOString(),
    expired: isPast(surveyed, 'expired', input),
    due: isPast(surveyed, 'due', input),
    keyIds: trust.keyIds,
    threshold: trust.threshold,
    ...(content !== undefined && { targets: content.targets.size }),
  };
}

function toBinsStatus(
  bins: readonly SurveyedRole[],
  kind: BinsStatus['kind'],
  input: StatusInput,
): BinsStatus {
  const sizes = bins.map(({ role, content }) => ({ role, targets: content?.targets.size ?? 0 }));
  const [first] = bins.map(({ expires }) => expires.toISOString()).sort();
  const [largest] = [...sizes].sort((a, b) => b.targets - a.targets);
  return {
    kind,
    count: bins.length,
    targets: sizes.reduce((sum, { targets }) => sum + targets, 0),
    expires: first ?? '',
    expired: bins.filter((bin) => isPast(bin, 'expired', input)).length,
    due: bins.filter((bin) => isPast(bin, 'due', input)).length,
    largest: largest ?? { role: '', targets: 0 },
  };
}

function isPast(role: SurveyedRole, wanted: 'due' | 'expired', input: StatusInput): boolean {
  const freshness = freshnessOf(role, input);
  return freshness === 'expired' || freshness === wanted;
}

function targetsOf({ role, content }: SurveyedRole): readonly TargetStatus[] {
  return [...(content?.targets ?? [])].map(([path, { length, hashes, custom }]) => {
    const plugin = parsePluginCustom(custom);
    const sha256 = hashes.get('sha256');
    return {
      path,
      role,
      length,
      ...(sha256 !== undefined && { sha256 }),
      ...(plugin !== undefined && {
        plugin: { name: plugin.name, version: plugin.version, publishedAt: plugin.publishedAt },
      }),
    };
  });
}
