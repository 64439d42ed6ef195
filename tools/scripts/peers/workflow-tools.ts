import { join, resolve } from 'node:path';

/** A program that reads or runs workflows. */
export interface WorkflowTool {
  readonly name: 'zizmor' | 'actionlint' | 'act';
  /** Which one, exactly: a module of Go with its version, or a file of requirements with digests. */
  readonly source: { readonly module: string } | { readonly requirements: string };
  readonly program: string;
}

const WORKSPACE = resolve(import.meta.dirname, '../../..');
const SUFFIX = process.platform === 'win32' ? '.exe' : '';

export const WORKFLOW_TOOLS: readonly WorkflowTool[] = [
  {
    name: 'zizmor',
    source: { requirements: join(WORKSPACE, 'e2e', 'workflows', 'zizmor.txt') },
    program: join(folderOf('zizmor'), 'bin', `zizmor${SUFFIX}`),
  },
  {
    name: 'actionlint',
    source: { module: 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12' },
    program: join(folderOf('actionlint'), `actionlint${SUFFIX}`),
  },
  {
    name: 'act',
    source: { module: 'github.com/nektos/act@v0.2.89' },
    program: join(folderOf('act'), `act${SUFFIX}`),
  },
];

/** Where a tool lies once it is installed. */
export function programOf(name: WorkflowTool['name']): string {
  return WORKFLOW_TOOLS.find((tool) => tool.name === name)?.program ?? '';
}

function folderOf(name: WorkflowTool['name']): string {
  return join(WORKSPACE, '.peers', name);
}
