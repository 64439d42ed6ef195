// Installs what `e2e/workflows` and `e2e/act` run beside ours, into `.peers/`: `node tools/scripts/install-workflow-tools.ts zizmor actionlint act`.
// zizmor needs python3 and seconds; actionlint and act need go, and up to two minutes the first time.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { WORKFLOW_TOOLS, type WorkflowTool } from './peers/workflow-tools.ts';

/** Where the installer of Go puts it, which a shell without a profile does not have on its PATH. */
const GO_OUT_OF_PATH = '/usr/local/go/bin/go';

const PIP = [
  ...[process.platform === 'win32' ? 'python' : 'python3', '-m', 'pip', 'install', '--quiet'],
  ...['--disable-pip-version-check', '--no-input', '--require-hashes', '--no-deps'],
];

const names = process.argv.slice(2);
const unknown = names.filter((name) => !WORKFLOW_TOOLS.some((tool) => tool.name === name));
if (names.length === 0 || unknown.length > 0) {
  process.stderr.write(`name some of: ${WORKFLOW_TOOLS.map(({ name }) => name).join(', ')}\n`);
  process.exitCode = 2;
} else {
  for (const tool of WORKFLOW_TOOLS.filter(({ name }) => names.includes(name))) install(tool);
}

function install({ name, source, program }: WorkflowTool): void {
  if (existsSync(program)) {
    process.stdout.write(`${name}: already installed\n`);
    return;
  }
  const [command = '', ...args] =
    'module' in source
      ? [existsSync(GO_OUT_OF_PATH) ? GO_OUT_OF_PATH : 'go', 'install', source.module]
      : [...PIP, '--target', dirname(dirname(program)), '--requirement', source.requirements];
  const env = { ...process.env, GOBIN: dirname(program) };
  const { status } = spawnSync(command, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status === 0) process.stdout.write(`${name}: installed\n`);
  else process.exitCode = 1;
}
