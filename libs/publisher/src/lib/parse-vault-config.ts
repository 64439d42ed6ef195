import { VaultError } from '@ragnos-vault/errors';
import type { TopLevelRole } from '@ragnos-vault/metadata';
import { parse, stringify } from 'yaml';
import { z } from 'zod';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

const duration = z
  .string()
  .regex(/^[1-9][0-9]{0,4}[dh]$/, 'must be a number of days or hours, like 90d or 36h')
  .transform(durationMs);

const role = z.strictObject({
  expires: duration,
  /** Signer URIs; relative paths start at the vault. */
  signers: z.array(z.string().min(1)).min(1),
});

const vaultConfig = z.strictObject({
  version: z.literal(1),
  /** Where the repository lies. */
  store: z.literal('repository'),
  roles: z.strictObject({ root: role, targets: role, snapshot: role, timestamp: role }),
});

/** What `vault.yaml` says. Signer URIs stay here and never enter metadata. */
export type VaultConfig = Readonly<z.infer<typeof vaultConfig>>;

/**
 * Reads `vault.yaml`.
 *
 * @throws ERR_CONFIG_INVALID naming the first key that is wrong or unknown.
 */
export function parseVaultConfig(text: string): VaultConfig {
  const result = vaultConfig.safeParse(parseYaml(text));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const key = issue?.path.join('.') ?? '';
  throw new VaultError(
    'ERR_CONFIG_INVALID',
    `vault.yaml: ${key === '' ? '' : `${key}: `}${issue?.message ?? 'is not valid'}`,
    {
      facts: { file: 'vault.yaml', key },
    },
  );
}

/** Default lifetimes: long where a key may be offline, short where freshness is proven. */
export const DEFAULT_EXPIRES: Readonly<Record<TopLevelRole, string>> = {
  root: '365d',
  targets: '90d',
  snapshot: '30d',
  timestamp: '14d',
};

/** Milliseconds of `90d` or `36h`. */
export function durationMs(text: string): number {
  return Number.parseInt(text, 10) * (text.endsWith('d') ? DAY_MS : HOUR_MS);
}

/** The first `vault.yaml` of a vault. */
export function encodeVaultConfig(signers: ReadonlyMap<TopLevelRole, readonly string[]>): string {
  const roles = Object.fromEntries(
    [...signers].map(([name, uris]) => [name, { expires: DEFAULT_EXPIRES[name], signers: [...uris] }]),
  );
  const header = '# The vault of this folder: who signs what, and for how long it stays valid.\n';
  return header + stringify({ version: 1, store: 'repository', roles });
}

function parseYaml(text: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    throw new VaultError('ERR_CONFIG_INVALID', 'vault.yaml is not YAML', {
      facts: { file: 'vault.yaml' },
      cause,
    });
  }
}
