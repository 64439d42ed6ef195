import { policyJsonSchema } from '@ragnos-vault/scanner';
import { format, resolveConfig } from 'prettier';

/** docs/vault.policy.schema.json, for editors: made of the very schema that the parser reads by. */
export async function renderPolicySchema(): Promise<string> {
  const options = await resolveConfig(new URL('../../package.json', import.meta.url));
  return format(JSON.stringify(policyJsonSchema()), { ...options, parser: 'json' });
}
