import { VaultError } from '@ragnos-vault/errors';
import { nearestKey } from '@ragnos-vault/scanner';
import { parse } from 'yaml';
import { z } from 'zod';

export const TENANTS_FILE = 'tenants.yaml';

// As a vendor's name; lower case alone, so that no two of them are one folder on a disk that folds case.
const TENANT = /^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$/;

const limit = z.int().nonnegative().optional();

const quotaSchema = z
  .strictObject({
    bytes: limit.describe('of all that lies in the store: unpacked plugins, manifests and kept archives'),
    files: limit.describe('of all that lies in the store'),
    plugins: limit.describe('of one set'),
  })
  .optional();

const tenantSchema = z.strictObject({
  quota: quotaSchema.describe('each limit goes before that of all tenants'),
});

const tenantsSchema = z.strictObject({
  $schema: z.string().optional(),
  policy: z
    .string()
    .min(1)
    .optional()
    .describe('the vault.policy.yaml of the host, relative to this file, which no tenant loosens'),
  shared: z
    .string()
    .min(1)
    .optional()
    .describe('a plugins folder, relative to this file, whose archives are taken in place of a download'),
  quota: quotaSchema.describe('of each tenant, where it has none of its own'),
  tenants: z
    .record(z.string().regex(TENANT, 'is no name of a tenant'), tenantSchema)
    .describe('by name: the folder below tenants/'),
});

/** `tenants.yaml`: who may keep plugins of their own in a host folder, and within what. */
export type Tenants = Readonly<z.infer<typeof tenantsSchema>>;

/** What a plugins folder may hold at most; what is not named is not limited. */
export type Quota = Readonly<NonNullable<z.infer<typeof quotaSchema>>>;

/** @throws ERR_TENANT_NAME */
export function parseTenantName(name: string): string {
  if (TENANT.test(name)) return name;
  throw new VaultError('ERR_TENANT_NAME', `not the name of a tenant: ${JSON.stringify(name)}`, {
    facts: { tenant: name },
  });
}

/** @throws ERR_CONFIG_INVALID naming the key, and for an unknown key the nearest known one */
export function parseTenants(text: string): Tenants {
  const { data, error } = tenantsSchema.safeParse(parseYaml(text));
  if (error === undefined) return data;
  const [issue] = error.issues;
  const path = issue?.path.map(String) ?? [];
  if (issue?.code === 'unrecognized_keys') throw unknownKey([...path, issue.keys[0] ?? '']);
  const [inKey] = issue?.code === 'invalid_key' ? issue.issues : [];
  throw invalid(path.join('.'), inKey?.message ?? issue?.message ?? 'is not valid');
}

/** For editors. */
export function tenantsJsonSchema(): object {
  return z.toJSONSchema(tenantsSchema);
}

function parseYaml(text: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    throw invalid('', 'is not YAML', cause);
  }
}

function unknownKey(path: readonly string[]): VaultError {
  const nearest = nearestKey(path.at(-1) ?? '', knownKeysAt(path.slice(0, -1)));
  return invalid(
    path.join('.'),
    nearest === undefined ? 'unknown key' : `unknown key, did you mean ${nearest}`,
  );
}

function knownKeysAt(path: readonly string[]): readonly string[] {
  if (path.length === 0) return Object.keys(tenantsSchema.shape);
  return Object.keys(path.length !== 2 ? quotaSchema.unwrap().shape : tenantSchema.shape);
}

function invalid(key: string, reason: string, cause?: unknown): VaultError {
  return new VaultError('ERR_CONFIG_INVALID', `${TENANTS_FILE}${key === '' ? '' : `, ${key}`}: ${reason}`, {
    facts: { file: TENANTS_FILE, key },
    cause,
  });
}
