import { projectJsonSchema, tenantsJsonSchema } from '@ragnos-vault/installer';
import { policyJsonSchema, reportJsonSchema } from '@ragnos-vault/scanner';
import { format, resolveConfig } from 'prettier';

/** docs/vault.policy.schema.json, for editors: made of the very schema that the parser reads by. */
export function renderPolicySchema(): Promise<string> {
  return render(policyJsonSchema());
}

/** docs/scan-report.schema.json, for tools that read reports. */
export function renderReportSchema(): Promise<string> {
  return render(reportJsonSchema());
}

/** docs/ragnos-vault.schema.json, for editors. */
export function renderProjectSchema(): Promise<string> {
  return render(projectJsonSchema());
}

/** docs/tenants.schema.json, for editors. */
export function renderTenantsSchema(): Promise<string> {
  return render(tenantsJsonSchema());
}

async function render(schema: object): Promise<string> {
  const options = await resolveConfig(new URL('../../package.json', import.meta.url));
  return format(JSON.stringify(schema), { ...options, parser: 'json' });
}
