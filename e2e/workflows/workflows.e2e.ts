// Holds our workflows, and those that users copy, against the rules; and each rule against workflows that break it. Then actionlint
// and zizmor, where they are installed: `node tools/scripts/install-workflow-tools.ts zizmor actionlint`.
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { RULES, type Actions } from './rules.ts';
import { readFolder, readWorkflows } from './read-workflows.ts';
import { mapOf } from './workflow.ts';
import { LINTERS, lint } from './linters.ts';

const root = resolve(import.meta.dirname, '../..');

const actions = await readActions();
const workflows = await readWorkflows();
const bad = await readFolder('e2e/workflows/bad');
const counts = { passed: 0, failed: 0 };

for (const { name, find } of RULES) {
  for (const workflow of workflows) {
    const found = find(workflow, actions);
    report(found.length === 0, `${workflow.path}: ${name}`, found);
  }
}
for (const { name, brokenBy } of RULES) {
  for (const file of brokenBy) {
    const workflow = bad.find(({ path }) => path.endsWith(`/${file}.yml`));
    const broken = workflow && RULES.filter(({ find }) => find(workflow, actions).length > 0);
    report(broken?.map((rule) => rule.name).join() === name, `bad/${file}.yml breaks one rule: ${name}`, []);
  }
}
const used = new Set(RULES.flatMap(({ brokenBy }) => brokenBy));
report(bad.length === used.size, 'every workflow of bad/ belongs to a rule', []);
for (const linter of LINTERS) {
  const said = await lint(
    linter,
    root,
    workflows.map(({ path }) => path),
  );
  if (said === undefined) process.stdout.write(`skipped: ${linter.name} is not installed\n`);
  else report(said === '', linter.name, [said]);
}
process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed\n`);
if (counts.failed > 0) process.exitCode = 1;

function report(isGood: boolean, name: string, found: readonly string[]): void {
  counts[isGood ? 'passed' : 'failed'] += 1;
  if (!isGood) process.stdout.write(`not ok: ${name}\n${found.map((line) => `    ${line}\n`).join('')}`);
}

async function readActions(): Promise<Actions> {
  const inputsOf = async (file: string): Promise<ReadonlySet<string>> => {
    const action: unknown = parse(await readFile(join(root, file), 'utf8'));
    return new Set(mapOf(mapOf(action).get('inputs')).keys());
  };
  return new Map([
    ['.', await inputsOf('action.yml')],
    ['./install', await inputsOf('install/action.yml')],
  ]);
}
