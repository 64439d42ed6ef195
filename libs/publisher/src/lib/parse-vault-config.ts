import { VaultError } from '@ragnos-vault/errors';
import { isGitBranch, parseVendorName, signingRoleOf, vendorOf } from '@ragnos-vault/metadata';
import type { TopLevelRole } from '@ragnos-vault/metadata';
import { parse, stringify } from 'yaml';
import { z } from 'zod';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Default lifetimes: long where a key may be offline, short where freshness is proven. */
export const DEFAULT_PERIODS: Readonly<
  Record<TopLevelRole, { readonly expires: string; readonly signing: string }>
> = {
  root: { expires: '365d', signing: '60d' },
  targets: { expires: '90d', signing: '30d' },
  snapshot: { expires: '30d', signing: '20d' },
  timestamp: { expires: '14d', signing: '13d' },
};

const duration = z
  .string()
  .regex(/^[1-9][0-9]{0,4}[dh]$/, 'must be a number of days or hours, like 90d or 36h')
  .transform(durationMs);

const uris = z.array(z.string().min(1));

/** Who signs a role, how long that stays valid, and how long before its end it is renewed. */
function roleSchema(role: TopLevelRole, signers = uris.min(1)) {
  const { expires, signing } = DEFAULT_PERIODS[role];
  return (
    z
      .strictObject({
        expires: duration.default(durationMs(expires)),
        signing: duration.optional(),
        /** Signer URIs; relative paths start at the vault. */
        signers,
      })
      // A lifetime that was made short keeps a window that fits into it.
      .transform((value) => ({
        ...value,
        signing: value.signing ?? Math.min(durationMs(signing), value.expires / 2),
      }))
      .refine((value) => value.signing < value.expires, 'signing must be shorter than expires')
  );
}

const vaultConfig = z.strictObject({
  version: z.literal(1),
  /** Where the repository lies. */
  store: z.custom<VaultStore>(isVaultStore, "must be 'repository' or 'git:<branch>'").default('repository'),
  roles: z.strictObject({
    // Root keys may be elsewhere: they sign what is brought to them.
    root: roleSchema('root', uris),
    targets: roleSchema('targets', uris),
    snapshot: roleSchema('snapshot'),
    timestamp: roleSchema('timestamp'),
  }),
  /** By name; bins are signed as their vendor's role is. A vendor whose keys are elsewhere has no signers here. */
  vendors: z
    .record(z.string().refine(isVendorName, 'is no vendor name'), roleSchema('targets', uris))
    .optional(),
});

/** The folder `repository` beside vault.yaml, or a branch of the git repository that holds the vault. */
export type VaultStore = 'repository' | `git:${string}`;

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

export type RolePeriods = VaultConfig['roles']['targets'];

/**
 * How a role is signed: a bin as its vendor, a vendor that the file does not name as `targets`, but with no keys here.
 */
export function roleConfig(config: VaultConfig, role: string): RolePeriods {
  const { root, targets, snapshot, timestamp } = config.roles;
  const topLevel = new Map(Object.entries({ root, targets, snapshot, timestamp })).get(role);
  const vendor = vendorOf(signingRoleOf(role));
  const named = vendor === undefined ? undefined : config.vendors?.[vendor];
  return topLevel ?? named ?? { ...targets, signers: [] };
}

/** Milliseconds of `90d` or `36h`. */
export function durationMs(text: string): number {
  return Number.parseInt(text, 10) * (text.endsWith('d') ? DAY_MS : HOUR_MS);
}

/** The first `vault.yaml` of a vault. */
export function encodeVaultConfig(
  signers: ReadonlyMap<TopLevelRole, readonly string[]>,
  store: VaultStore = 'repository',
): string {
  const roles = Object.fromEntries(
    [...signers].map(([name, list]) => [name, { ...DEFAULT_PERIODS[name], signers: [...list] }]),
  );
  const header = '# The vault of this folder: who signs what, and for how long it stays valid.\n';
  return header + stringify({ version: 1, store, roles });
}

/** Whether this is a store that `vault.yaml` may name. */
export function isVaultStore(store: unknown): store is VaultStore {
  if (typeof store !== 'string') return false;
  return store === 'repository' || (store.startsWith('git:') && isGitBranch(store.slice('git:'.length)));
}

function isVendorName(name: string): boolean {
  try {
    parseVendorName(name);
    return true;
  } catch {
    return false;
  }
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
