// Writes the generated pages of docs/, the manifests of the actions and schemas of executors; with `--check` it only says which are stale, and fails.
import { readFile, writeFile } from 'node:fs/promises';
import {
  renderActionsPage,
  renderInstallAction,
  renderInstallTypes,
  renderPublishAction,
  renderPublishTypes,
} from './render-actions.ts';
import { renderCli } from './render-cli.ts';
import { renderErrors } from './render-errors.ts';
import { renderInstallSchema, renderPublishSchema, renderReleasePublishSchema } from './render-executors.ts';
import { renderRules } from './generate-rules.ts';
import {
  renderPolicySchema,
  renderProjectSchema,
  renderReportSchema,
  renderTenantsSchema,
} from './render-schemas.ts';

const PAGES = new Map<string, () => string | Promise<string>>([
  ['action.yml', renderPublishAction],
  ['action-types.yml', renderPublishTypes],
  ['install/action.yml', renderInstallAction],
  ['install/action-types.yml', renderInstallTypes],
  ['docs/actions.md', renderActionsPage],
  ['tools/nx-plugin/src/executors/publish/schema.json', renderPublishSchema],
  ['tools/nx-plugin/src/executors/release-publish/schema.json', renderReleasePublishSchema],
  ['tools/nx-plugin/src/executors/install/schema.json', renderInstallSchema],
  ['docs/errors.md', renderErrors],
  ['docs/rules.md', renderRules],
  ['docs/cli.md', renderCli],
  ['docs/vault.policy.schema.json', renderPolicySchema],
  ['docs/scan-report.schema.json', renderReportSchema],
  ['docs/ragnos-vault.schema.json', renderProjectSchema],
  ['docs/tenants.schema.json', renderTenantsSchema],
]);

const isCheck = process.argv.includes('--check');
const stale: string[] = [];
for (const [path, render] of PAGES) {
  const url = new URL(`../../${path}`, import.meta.url);
  const text = await render();
  if ((await readFile(url, 'utf8').catch(() => undefined)) === text) continue;
  stale.push(path);
  if (!isCheck) await writeFile(url, text);
}
if (isCheck && stale.length > 0) {
  process.stderr.write(`stale: ${stale.join(', ')}; run \`npm run generate\`\n`);
  process.exitCode = 1;
} else {
  process.stdout.write(
    `${isCheck ? 'fresh' : 'written'}: ${(isCheck ? [...PAGES.keys()] : stale).join(', ') || 'nothing'}\n`,
  );
}
