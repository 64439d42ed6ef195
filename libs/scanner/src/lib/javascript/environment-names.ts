import { ANY, KEY, type Binding } from './binding.ts';
import { namesOf } from './names.ts';
import { plainKey, type Node } from './node.ts';
import { unwrap } from './invocation.ts';
import { environmentPath } from './sources.ts';
import { mentionsEnvironment } from './taint.ts';
import { textsOf } from './texts.ts';
import type { Analysis } from './analysis.ts';
import type { ESTree } from 'meriyah';

const ENVIRONMENT = /^(?:process|Bun|Deno)\.env$/;
const ALL = '*';

/** The environment variables a program reads; `*` where a name is computed or the environment is handed on as a whole. */
export function environmentNames(analysis: Analysis): readonly string[] {
  if (!mentionsEnvironment(analysis)) return [];
  return [...membersRead(analysis), ...namesTakenApart(analysis), ...(isHandedOn(analysis) ? [ALL] : [])];
}

/** `process.env.A`, `env['A']` */
function membersRead(analysis: Analysis): readonly string[] {
  return analysis.program.members
    .filter(({ object }) => isEnvironment(analysis, object))
    .flatMap((member) => keysOf(analysis, member));
}

function keysOf(analysis: Analysis, { property, computed }: ESTree.MemberExpression): readonly string[] {
  const plain = plainKey(property, computed);
  if (plain !== undefined) return [plain];
  const texts = textsOf(analysis, property);
  return texts.length === 0 ? [ALL] : texts.map(({ value, complete }) => (complete ? value : ALL));
}

/** `const { A } = process.env`, `for (const name in process.env)` */
function namesTakenApart(analysis: Analysis): readonly string[] {
  return analysis.program.declared.flatMap(({ definitions }) =>
    definitions.flatMap((definition) => {
      if (definition.kind !== 'value' || definition.path.length === 0) return [];
      return namesOf(analysis, definition.from).flatMap((name) => {
        const [variable] = environmentPath(name, definition.path) ?? [];
        return variable === undefined ? [] : [variable === ANY || variable === KEY ? ALL : variable];
      });
    }),
  );
}

/** `spawn(file, { env: process.env })`, `{ ...process.env }`, `return process.env` */
function isHandedOn(analysis: Analysis): boolean {
  const { held, invocations, functions, ownFunctions } = analysis.program;
  const isWhole = (node: Node): boolean => isEnvironment(analysis, node);
  return (
    held.some(isWhole) ||
    invocations.some(({ args }) => args.some(isWhole)) ||
    ownFunctions.some((fn) => functions.get(fn)?.results.some(isWhole) === true)
  );
}

function isEnvironment(analysis: Analysis, outer: Node): boolean {
  const node = unwrap(outer);
  if (!mayBe(analysis, node)) return false;
  return namesOf(analysis, node).some((name) => ENVIRONMENT.test(name));
}

/** Keeps the question from being asked of every expression of a program. */
function mayBe({ program }: Analysis, node: Node): boolean {
  switch (node.type) {
    case 'Identifier':
      return isNamed(program.bindings.get(node));
    case 'MemberExpression':
      return (plainKey(node.property, node.computed) ?? 'env') === 'env';
    case 'LogicalExpression':
    case 'ConditionalExpression':
      return true;
    default:
      return false;
  }
}

function isNamed(binding: Binding | undefined): boolean {
  return binding !== undefined && binding.definitions.length > 0;
}
