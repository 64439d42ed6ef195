import { freshnessOf } from './freshness.ts';
import type { Report } from './lint-finding.ts';
import { encodeVaultConfig, parseVaultConfig, roleConfig, type VaultConfig } from './parse-vault-config.ts';

/** Clocks differ. */
const TOLERANCE_MS = 3_600_000;

/** The windows of a repository whose vault.yaml is not at hand. */
const DEFAULTS = parseVaultConfig(
  encodeVaultConfig(
    new Map((['root', 'targets', 'snapshot', 'timestamp'] as const).map((role) => [role, ['unknown:']])),
  ),
);

/** Expiry against the signing window of a role, and, where vault.yaml is known, against its lifetime. */
export function lintFreshness(
  role: { readonly role: string; readonly expires: Date },
  {
    now,
    config,
    report,
  }: { readonly now: Date; readonly config?: VaultConfig | undefined; readonly report: Report },
): void {
  const end = role.expires.toISOString();
  const place = { role: role.role };
  const freshness = freshnessOf(role, { config: config ?? DEFAULTS, now });
  if (freshness === 'expired') report('expired', `expired at ${end}`, place);
  if (freshness === 'due') report('due', `must be signed anew before ${end}`, place);
  if (config === undefined) return;
  const latest = now.getTime() + roleConfig(config, role.role).expires + TOLERANCE_MS;
  if (role.expires.getTime() > latest)
    report('expires-late', `is valid until ${end}, longer than vault.yaml grants`, place);
}
