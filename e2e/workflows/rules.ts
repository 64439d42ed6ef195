import type { Job, Step, Workflow } from './workflow.ts';
import { mapOf } from './workflow.ts';

/** What every workflow of ours, and every one that users copy, must be. */
export interface Rule {
  readonly name: string;
  /** What is wrong, one line each. */
  readonly find: (workflow: Workflow, actions: Actions) => readonly string[];
  /** The workflows of `bad/` that break this rule and no other: the proof that it can fail. */
  readonly brokenBy: readonly string[];
}

/** The inputs of the two actions, by how `uses:` names them. */
export type Actions = ReadonlyMap<string, ReadonlySet<string>>;

/** What ours is called in examples. */
const PUBLISHED = 'OWNER/ragnos-vault';
const WRITES_OF_A_REPORT = new Set(['security-events']);

export const RULES: readonly Rule[] = [
  {
    name: 'actions are pinned by commit',
    brokenBy: ['unpinned'],
    find: ({ jobs }) =>
      usesOf(jobs)
        .filter(({ uses }) => !uses.startsWith('./'))
        .filter(({ uses }) => !/@[0-9a-f]{40}$/.test(uses))
        .map(({ uses }) => uses),
  },
  {
    name: 'a pin says which version it is',
    brokenBy: ['no-version'],
    find: ({ jobs }) =>
      usesOf(jobs)
        .filter(({ uses, comment }) => uses.includes('@') && !/^v\d+\.\d+\.\d+$/.test(comment))
        .map(({ uses }) => uses),
  },
  {
    name: 'nothing is granted to the workflow as a whole',
    brokenBy: ['granted-to-all'],
    find: ({ permissions }) =>
      permissions !== null && typeof permissions === 'object' && Object.keys(permissions).length === 0
        ? []
        : ['permissions'],
  },
  {
    name: 'each job says what it may, and each right what it is for',
    brokenBy: ['no-grants', 'unexplained-grant'],
    find: ({ jobs }) =>
      jobs.flatMap(({ name, grants }) =>
        grants.length === 0
          ? [name]
          : grants.filter(({ comment }) => comment === '').map(({ scope }) => `${name}: ${scope}`),
      ),
  },
  {
    name: 'no script holds an expression',
    brokenBy: ['expression-in-script'],
    find: ({ jobs }) =>
      jobs.flatMap(({ steps }) => steps.map(({ run }) => run ?? '').filter((run) => run.includes('${{'))),
  },
  {
    name: 'no code of a stranger runs beside secrets',
    brokenBy: ['pull-request-target'],
    find: ({ triggers }) =>
      ['pull_request_target', 'workflow_run', 'issue_comment'].filter((name) => triggers.has(name)),
  },
  {
    name: 'secrets are named, and stand behind an environment',
    brokenBy: ['inherited-secrets', 'secret-without-environment'],
    find: ({ jobs, text }) => [
      ...(/secrets:\s*inherit/.test(text) ? ['secrets: inherit'] : []),
      ...jobs.filter((job) => usesSecrets(job) && !job.keys.has('environment')).map(({ name }) => name),
    ],
  },
  {
    name: 'each job ends, on a machine that is named',
    brokenBy: ['no-timeout', 'moving-machine'],
    find: ({ jobs }) =>
      jobs
        .filter(
          ({ keys }) =>
            typeof keys.get('timeout-minutes') !== 'number' || /latest$/.test(String(keys.get('runs-on'))),
        )
        .map(({ name }) => name),
  },
  {
    name: 'a checkout keeps its token only where the job pushes',
    brokenBy: ['kept-token', 'no-token-to-push'],
    find: ({ jobs }) =>
      jobs
        .filter(({ steps, grants }) =>
          steps
            .filter(({ uses }) => uses?.startsWith('actions/checkout@') === true)
            .some((step) => step.with.get('persist-credentials') !== hasWrite(grants, 'contents')),
        )
        .map(({ name }) => name),
  },
  {
    name: 'inputs of the actions are there',
    brokenBy: ['unknown-input', 'unknown-input-of-ours-elsewhere'],
    find: ({ jobs }, actions) =>
      jobs.flatMap(({ steps }) =>
        steps.flatMap((step) => {
          const inputs = actions.get(nameOf(step));
          return inputs === undefined ? [] : [...step.with.keys()].filter((key) => !inputs.has(key));
        }),
      ),
  },
  {
    name: 'a publication on tags takes those with a scope, too, and can be started by hand',
    brokenBy: ['tags-without-scope', 'tags-alone'],
    find: ({ triggers, jobs }) => {
      const tags = mapOf(triggers.get('push')).get('tags');
      if (tags === undefined || !jobs.some(({ steps }) => steps.some(isPublication))) return [];
      return [
        ...(JSON.stringify(tags) === '["**@*"]' ? [] : [`tags: ${JSON.stringify(tags)}`]),
        ...(triggers.has('workflow_dispatch') ? [] : ['workflow_dispatch']),
      ];
    },
  },
  {
    name: 'no publication waits in a group, where a third would cancel the second',
    brokenBy: ['group', 'group-of-a-job'],
    find: ({ concurrency, jobs }) => [
      ...(concurrency === undefined ? [] : ['concurrency']),
      ...jobs.filter(({ keys }) => keys.has('concurrency')).map(({ name }) => name),
    ],
  },
  {
    name: 'packages run nothing when they are installed',
    brokenBy: ['install-scripts'],
    find: ({ jobs }) =>
      jobs.flatMap(({ steps }) =>
        steps
          .flatMap(({ run }) => run?.split('\n') ?? [])
          .filter(
            (line) => /\bnpm (?:ci|i|install|add)\b/.test(line) && !/npm ci\b.*--ignore-scripts/.test(line),
          ),
      ),
  },
  {
    name: 'a pull request may write nothing but a report',
    brokenBy: ['pull-request-that-writes'],
    find: ({ triggers, jobs }) =>
      triggers.has('pull_request')
        ? jobs.flatMap(({ name, grants }) =>
            grants
              .filter(({ access, scope }) => access === 'write' && !WRITES_OF_A_REPORT.has(scope))
              .map(({ scope }) => `${name}: ${scope}`),
          )
        : [],
  },
];

function usesOf(jobs: readonly Job[]): readonly (Step & { readonly uses: string })[] {
  return jobs.flatMap(({ steps }) =>
    steps.flatMap((step) => (step.uses === undefined ? [] : [{ ...step, uses: step.uses }])),
  );
}

/** `.` and `./install`, wherever it is used from. */
function nameOf({ uses = '' }: Step): string {
  return uses.replace(/@.*$/, '').replace(PUBLISHED, '.').replace(/\/$/, '');
}

function isPublication(step: Step): boolean {
  return nameOf(step) === '.' && step.with.get('mode') !== 'renew';
}

function hasWrite(grants: Job['grants'], scope: string): boolean {
  return grants.some((grant) => grant.scope === scope && grant.access === 'write');
}

function usesSecrets({ keys }: Job): boolean {
  return /\$\{\{\s*secrets\./.test(JSON.stringify(Object.fromEntries(keys)));
}
