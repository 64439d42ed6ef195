import { ANY, KEY, type Binding, type Definition, type MemberWrite, type Path } from './binding.ts';
import { callSteps } from './call-flow.ts';
import { unwrap } from './invocation.ts';
import { keyOf } from './key.ts';
import { writesAt } from './member-index.ts';
import { namesOf } from './names.ts';
import { plainKey, type Node } from './node.ts';
import { parameterSteps } from './parameter-flow.ts';
import { propertiesAt } from './property-index.ts';
import { labelsOfGlobal } from './sources.ts';
import { moduleName } from './well-known-names.ts';
import type { Analysis } from './analysis.ts';
import type { Cell, Step, TraceOptions } from './trace.ts';
import type { ESTree } from 'meriyah';

const NOWHERE: Step = { cells: [], labels: [] };

const ENVIRONMENT = /^(?:process|Bun|Deno)\.env(?:\.|$)/;

const COMPARING = new Set(['==', '!=', '===', '!==', '<', '<=', '>', '>=', 'in', 'instanceof']);

/** One step back from a value: what it was made of. */
export function stepsOf(analysis: Analysis, cell: Cell, options: TraceOptions): Step {
  const node = unwrap(cell.node);
  const { path } = cell;
  switch (node.type) {
    case 'Identifier':
      return stepName(analysis, { ...cell, node }, options);
    case 'MemberExpression':
      return stepMember(analysis, { ...cell, node }, options);
    case 'ThisExpression':
      return stepThis(analysis, node, path);
    case 'ObjectExpression':
      return stepObject(analysis, { node, path }, options);
    case 'ArrayExpression':
      return stepArray(node, path);
    case 'CallExpression':
    case 'NewExpression':
      return callSteps(analysis, { node, path }, options);
    case 'TemplateLiteral':
      return back(node.expressions, []);
    case 'BinaryExpression':
      return COMPARING.has(node.operator) ? NOWHERE : back([node.left, node.right], []);
    case 'LogicalExpression':
      return back([node.left, node.right], path);
    case 'ConditionalExpression':
      return back([node.consequent, node.alternate], path);
    case 'AssignmentExpression':
      return back(node.operator === '=' ? [node.right] : [node.left, node.right], path);
    case 'UnaryExpression':
      return /^[-+~]$/.test(node.operator) ? back([node.argument], []) : NOWHERE;
    case 'YieldExpression':
      return node.argument ? back([node.argument], path) : NOWHERE;
    default:
      return back(analysis.program.links.get(node) ?? [], path);
  }
}

/** Goes on with several nodes under one path. */
export function back(nodes: readonly Node[], path: Path): Step {
  return { cells: nodes.map((node) => ({ node, path, partial: false })), labels: [] };
}

export function merge(steps: readonly Step[]): Step {
  return { cells: steps.flatMap(({ cells }) => cells), labels: steps.flatMap(({ labels }) => labels) };
}

function stepName(
  analysis: Analysis,
  { node, path, partial }: Cell & { readonly node: ESTree.Identifier },
  options: TraceOptions,
): Step {
  const binding = analysis.program.bindings.get(node);
  const own: Step = { cells: [], labels: labelsOfGlobal(node, node.name, path) };
  if (binding === undefined) return own;
  const assigned = stepBinding(analysis, { node, binding, path, partial }, options);
  return binding.isImplicit ? merge([own, assigned]) : assigned;
}

function stepBinding(
  analysis: Analysis,
  { node, binding, path, partial }: Cell & { readonly binding: Binding },
  { inside }: TraceOptions,
): Step {
  const definitions = binding.definitions.filter(
    (definition) => inside === undefined || definition.kind !== 'parameter' || definition.of !== inside,
  );
  return merge([
    ...definitions.map((definition) => stepDefinition(analysis, { node, definition }, path)),
    // What an unknown method makes of an object is not all that was ever put into it.
    ...(partial && path.length === 0 ? [] : [stepWrites(analysis, binding.members, path)]),
  ]);
}

function stepDefinition(
  analysis: Analysis,
  { node, definition }: { readonly node: Node; readonly definition: Definition },
  path: Path,
): Step {
  switch (definition.kind) {
    case 'value':
      return back([definition.from], [...definition.path, ...path]);
    case 'parameter':
      return parameterSteps(analysis, definition, path);
    case 'import': {
      const imported = definition.name === '' ? path : [definition.name, ...path];
      return { cells: [], labels: labelsOfGlobal(node, moduleName(definition.module), imported) };
    }
    case 'function':
    case 'class':
      return NOWHERE;
  }
}

/** What was written to members: all of it for the whole value, what can be it for one part. */
function stepWrites(analysis: Analysis, writes: readonly MemberWrite[], path: Path): Step {
  const cells = writesAt(analysis, writes, path[0] ?? ANY).flatMap((write): Cell[] => {
    const isDynamic = write.path.includes(ANY);
    if (path.length === 0) return [{ node: write.from, path: [], partial: false }];
    if (
      !write.path.every(
        (key, index) => index >= path.length || key === ANY || path[index] === key || path[index] === ANY,
      )
    ) {
      return [];
    }
    // One known part of what was filled variable by variable is one variable.
    return [{ node: write.from, path: path.slice(write.path.length), partial: isDynamic && path[0] !== ANY }];
  });
  return { cells, labels: [] };
}

function stepThis(analysis: Analysis, node: Node, path: Path): Step {
  const owner = analysis.program.ownerOfThis.get(node);
  if (owner === undefined || path.length === 0) return NOWHERE;
  return stepWrites(analysis, analysis.program.owners.get(owner)?.writes ?? [], path);
}

function stepMember(
  analysis: Analysis,
  { node, path, partial }: Cell & { readonly node: ESTree.MemberExpression },
  options: TraceOptions,
): Step {
  const binding = analysis.program.bindings.get(node);
  const own = stepProperty(analysis, node, path);
  return binding === undefined
    ? own
    : merge([own, stepBinding(analysis, { node, binding, path, partial }, options)]);
}

function stepProperty(analysis: Analysis, node: ESTree.MemberExpression, path: Path): Step {
  const environment = namesOf(analysis, node).find((name) => ENVIRONMENT.test(name));
  if (environment !== undefined) return stepEnvironment(node, environment, path);
  const keys = keyOf(analysis, node);
  if (keys.includes('length')) return NOWHERE;
  if (keys.length > 0) return merge(keys.map((key) => back([node.object], [key, ...path])));
  return back([node.object], [ANY, ...path]);
}

function stepEnvironment(node: ESTree.MemberExpression, name: string, path: Path): Step {
  // `process.env[name]` is one variable, unless `name` runs over all of them.
  if (name.endsWith('.?')) return back([node.property], []);
  return { cells: [], labels: labelsOfGlobal(node, name, path) };
}

function stepObject(
  analysis: Analysis,
  { node, path }: { readonly node: ESTree.ObjectExpression; readonly path: Path },
  { except }: TraceOptions,
): Step {
  const [wanted, ...rest] = path;
  if (wanted === KEY) return NOWHERE;
  const isAny = wanted === undefined || wanted === ANY;
  const properties = isAny ? node.properties : propertiesAt(analysis, node, wanted);
  const cells = properties.flatMap((property): Cell[] => {
    if (property.type === 'SpreadElement') return [{ node: property.argument, path, partial: false }];
    if (property.type !== 'Property') return [];
    const key = plainKey(property.key, property.computed);
    if (key !== undefined && except?.test(key) === true) return [];
    const isWanted = isAny || key === undefined || key === wanted;
    const below = wanted === undefined ? [] : rest;
    return isWanted ? [{ node: property.value, path: below, partial: false }] : [];
  });
  return { cells, labels: [] };
}

function stepArray(node: ESTree.ArrayExpression, path: Path): Step {
  const [wanted, ...rest] = path;
  if (wanted === KEY) return NOWHERE;
  const cells = node.elements.flatMap((element, index): Cell[] => {
    if (!element) return [];
    if (element.type === 'SpreadElement') return [{ node: element.argument, path, partial: false }];
    const isWanted = wanted === undefined || wanted === ANY || wanted === String(index);
    return isWanted ? [{ node: element, path: rest, partial: false }] : [];
  });
  return { cells, labels: [] };
}
