import { isMap, isScalar, parseDocument, type Document, type Pair } from 'yaml';

/** A workflow as the rules look at it: what it says, and where its comments are. */
export interface Workflow {
  readonly path: string;
  readonly text: string;
  readonly triggers: ReadonlyMap<string, unknown>;
  readonly permissions: unknown;
  readonly concurrency: unknown;
  readonly jobs: readonly Job[];
}

export interface Job {
  readonly name: string;
  readonly keys: ReadonlyMap<string, unknown>;
  /** Each grant with the comment behind it. */
  readonly grants: readonly { readonly scope: string; readonly access: string; readonly comment: string }[];
  readonly steps: readonly Step[];
}

export interface Step {
  readonly uses: string | undefined;
  /** What stands behind `uses` on its line. */
  readonly comment: string;
  readonly run: string | undefined;
  readonly with: ReadonlyMap<string, unknown>;
}

/** Reads one. @throws Error where it is no YAML, or has a key twice */
export function parseWorkflow(path: string, text: string): Workflow {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) throw new Error(`${path}: ${error.message}`);
  const top = mapOf(document.toJS());
  return {
    path,
    text,
    triggers: mapOf(top.get('on')),
    permissions: top.get('permissions'),
    concurrency: top.get('concurrency'),
    jobs: [...mapOf(top.get('jobs'))].map(([name, job]) => parseJob(name, mapOf(job), document)),
  };
}

export function mapOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);
}

function parseJob(name: string, keys: ReadonlyMap<string, unknown>, document: Document): Job {
  const grants = document.getIn(['jobs', name, 'permissions'], true);
  const steps = Array.isArray(keys.get('steps')) ? [...mapOf(keys.get('steps')).values()] : [];
  return {
    name,
    keys,
    grants: isMap(grants) ? grants.items.map(toGrant) : [],
    steps: steps.map((step, at) =>
      parseStep(mapOf(step), document.getIn(['jobs', name, 'steps', at, 'uses'], true)),
    ),
  };
}

function toGrant({ key, value }: Pair): Job['grants'][number] {
  const comment = isScalar(value) ? (value.comment ?? '') : '';
  return { scope: textOf(key), access: textOf(value), comment: comment.trim() };
}

function parseStep(step: ReadonlyMap<string, unknown>, uses: unknown): Step {
  const comment = isScalar(uses) ? (uses.comment ?? '') : '';
  return {
    uses: stringOf(step.get('uses')),
    comment: comment.trim(),
    run: stringOf(step.get('run')),
    with: mapOf(step.get('with')),
  };
}

function textOf(node: unknown): string {
  return isScalar(node) ? String(node.value) : '';
}

function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
