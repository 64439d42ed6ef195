import { roleConfig, type VaultConfig } from './parse-vault-config.ts';

/** `due` from the start of a role's signing window on, `expired` from its end on. */
export type Freshness = 'fresh' | 'due' | 'expired';

/** How a role stands at a time. A window is as long as `signing` of the role in vault.yaml. */
export function freshnessOf(
  { role, expires }: { readonly role: string; readonly expires: Date },
  { config, now }: { readonly config: VaultConfig; readonly now: Date },
): Freshness {
  if (expires <= now) return 'expired';
  return expires.getTime() - roleConfig(config, role).signing <= now.getTime() ? 'due' : 'fresh';
}
