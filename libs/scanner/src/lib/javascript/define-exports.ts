import { newBinding, type Binding, type Invocation, type Path } from './binding.ts';
import { unwrap } from './invocation.ts';
import { rootOf } from './member-path.ts';
import { isFunction, plainKey, type FunctionNode, type Node } from './node.ts';
import { identifiersIn, lookUp, type Scope, type Scopes } from './scope.ts';
import { factsOf, type Building } from './building.ts';
import type { Facts } from './program.ts';
import type { ESTree } from 'meriyah';

type ExportDeclaration =
  ESTree.ExportNamedDeclaration | ESTree.ExportDefaultDeclaration | ESTree.ExportAllDeclaration;

/** Helpers of compilers that copy what one module exports into the exports of another. */
const COPYING = /export_?star$|^_*export$/i;

/** The name that stands for what a source exports, by whichever of the module systems. */
export function exportsOf(
  { wrapper }: Scopes,
  { bindings, foreign }: Facts,
): { readonly binding: Binding; readonly identifier: ESTree.Identifier } {
  const binding = wrapper.bindings.get('exports') ?? newBinding('exports');
  const identifier: ESTree.Identifier = { type: 'Identifier', name: 'exports' };
  bindings.set(identifier, binding);
  const holder: ESTree.Identifier = { type: 'Identifier', name: 'module' };
  const module = wrapper.bindings.get('module');
  if (module !== undefined) bindings.set(holder, module);
  for (const name of [binding, module]) if (name !== undefined) foreign.add(name);
  binding.definitions.push({ kind: 'value', from: holder, path: ['exports'], appends: false });
  // `import a from` a module without a default is all of it.
  binding.members.push({ path: ['default'], from: identifier });
  return { binding, identifier };
}

/** `export ...` in all its forms. */
export function defineExports(node: ExportDeclaration, building: Building): void {
  switch (node.type) {
    case 'ExportDefaultDeclaration':
      exportAs('default', nameOf(node.declaration), building);
      break;
    case 'ExportAllDeclaration':
      exportAll(node, building);
      break;
    case 'ExportNamedDeclaration':
      for (const identifier of declaredBy(node.declaration)) exportAs(identifier.name, identifier, building);
      for (const { local, exported } of node.specifiers) {
        const name = plainKey(exported, false);
        const part = plainKey(local, false);
        if (name === undefined || part === undefined) continue;
        if (node.source) passOn(name, { module: node.source.value, path: [part] }, building);
        else exportAs(name, local, building);
      }
  }
}

/**
 * Calls that fill an object: `Object.defineProperty(exports, 'a', { get })`, `Object.assign(exports, a)`,
 * `__exportStar(require('./a'), exports)`, `__export(exports, { a: () => a })`.
 */
export function defineFilled({ callee, args }: Invocation, scope: Scope, building: Building): void {
  const name = calledName(callee);
  if (name === undefined) return;
  const [first, second, third] = args;
  if (first === undefined) return;
  if (name === 'Object.defineProperty') {
    if (second?.type !== 'Literal' || third === undefined) return;
    for (const from of describedBy(third))
      write(first, { path: [String(second.value)], from }, { scope, building });
  } else if (name === 'Object.assign') {
    for (const from of args.slice(1)) write(first, { path: [], from }, { scope, building });
  } else if (second === undefined) {
    // Older compilers leave the target out: it is always `exports`.
    building.exports.members.push({ path: [], from: first });
  } else if (unwrap(second).type === 'ObjectExpression') {
    for (const { key, from } of gettersOf(unwrap(second)))
      write(first, { path: [key], from }, { scope, building });
  } else {
    write(second, { path: [], from: first }, { scope, building });
  }
}

function calledName(callee: Node): string | undefined {
  if (callee.type === 'Identifier') return COPYING.test(callee.name) ? callee.name : undefined;
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier') return undefined;
  const method = plainKey(callee.property, callee.computed) ?? '';
  if (callee.object.name === 'Object') {
    return method === 'assign' || method === 'defineProperty' ? `Object.${method}` : undefined;
  }
  return COPYING.test(method) ? method : undefined;
}

function write(
  target: Node,
  { path, from }: { readonly path: Path; readonly from: Node },
  { scope, building }: { readonly scope: Scope; readonly building: Building },
): void {
  const { base, path: outer } = rootOf(target);
  if (base.type !== 'Identifier') return;
  const binding = lookUp(scope, base.name);
  if (binding === undefined) return;
  const full = [...outer, ...path];
  binding.members.push({ path: full, from });
  const value = unwrap(from);
  if (isFunction(value)) factsOf(value, building).memberOf.push({ binding, path: full });
}

/** What a property descriptor stands for. */
function describedBy(descriptor: Node): readonly Node[] {
  if (descriptor.type !== 'ObjectExpression') return [];
  return descriptor.properties.flatMap((property) => {
    if (property.type !== 'Property') return [];
    const key = plainKey(property.key, property.computed);
    if (key === 'value') return [property.value];
    const value = unwrap(property.value);
    return key === 'get' && isFunction(value) ? resultsOf(value) : [];
  });
}

function gettersOf(object: Node): readonly { readonly key: string; readonly from: Node }[] {
  if (object.type !== 'ObjectExpression') return [];
  return object.properties.flatMap((property) => {
    if (property.type !== 'Property') return [];
    const key = plainKey(property.key, property.computed);
    const value = unwrap(property.value);
    if (key === undefined || !isFunction(value)) return [];
    return resultsOf(value).map((from) => ({ key, from }));
  });
}

function resultsOf({ body }: FunctionNode): readonly Node[] {
  if (!body) return [];
  if (body.type !== 'BlockStatement') return [body];
  return body.body.flatMap((statement) =>
    statement.type === 'ReturnStatement' && statement.argument ? [statement.argument] : [],
  );
}

function declaredBy(declaration: ESTree.ExportNamedDeclaration['declaration']): readonly ESTree.Identifier[] {
  if (!declaration) return [];
  if (declaration.type !== 'VariableDeclaration') return declaration.id ? [declaration.id] : [];
  return declaration.declarations.flatMap(({ id }) => identifiersIn(id));
}

function nameOf(declaration: ESTree.ExportDefaultDeclaration['declaration']): Node {
  const isNamed = declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration';
  return isNamed && declaration.id ? declaration.id : declaration;
}

function exportAs(name: string, from: Node, { exports }: Building): void {
  exports.members.push({ path: [name], from });
}

function exportAll({ exported, source }: ESTree.ExportAllDeclaration, building: Building): void {
  const name = exported ? plainKey(exported, false) : undefined;
  if (name !== undefined) {
    passOn(name, { module: source.value, path: [] }, building);
    return;
  }
  building.exports.definitions.push({ kind: 'import', module: source.value, name: '' });
  building.program.requests.push({ module: source.value, path: [], binding: building.exports });
}

/** Exports a part of another module under a name of its own. */
function passOn(
  name: string,
  { module, path }: { readonly module: string; readonly path: Path },
  building: Building,
): void {
  const binding = newBinding(name);
  binding.definitions.push({ kind: 'import', module, name: path[0] ?? '' });
  const identifier: ESTree.Identifier = { type: 'Identifier', name };
  building.program.bindings.set(identifier, binding);
  building.program.requests.push({ module, path, binding });
  exportAs(name, identifier, building);
}
