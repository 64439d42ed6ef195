import { identifier, literal, member, object, statement, variable, type RawNode } from './raw-node.ts';

/** Expressions that only say of which type another one is. */
const WRAPPERS = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSTypeAssertion',
  'TSInstantiationExpression',
  'TypeCastExpression',
  'AsExpression',
  'AsConstExpression',
]);

/** Properties that hold types alone. */
const TYPES = new Set([
  'typeAnnotation',
  'returnType',
  'typeParameters',
  'typeArguments',
  'superTypeParameters',
  'superTypeArguments',
  'implements',
  'mixins',
  'predicate',
  'variance',
  'interpreter',
]);

/** What leaves nothing behind when it is compiled. */
const TYPE_ONLY =
  /^(?:TS|Declare[A-Z]|InterfaceDeclaration$|TypeAlias$|OpaqueType$|ObjectType|TypeParameter|EnumDeclaration$)/;

/**
 * Makes plain ESTree, in place, of a tree that also speaks of types: what only the compiler sees is dropped, and what
 * it makes code of (enumerations, namespaces, parameter properties, `import a = require()`) becomes that code. So
 * nothing that reads trees has to know of types. There is no recursion: a hostile tree may be deep.
 */
export function eraseTypes(root: RawNode): void {
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    openParameters(node);
    for (const key in node) {
      const value = node[key];
      if (typeof value !== 'object' || value === null) continue;
      if (TYPES.has(key)) node[key] = null;
      else if (Array.isArray(value)) node[key] = eraseList(value, open);
      else if (isRaw(value)) {
        const [left] = erased(value);
        node[key] = left ?? null;
        if (left !== undefined) open.push(left);
      }
    }
  }
}

function eraseList(list: readonly unknown[], open: RawNode[]): readonly unknown[] {
  const kept: unknown[] = [];
  for (const item of list) {
    if (!isRaw(item)) kept.push(item);
    else {
      for (const left of erased(item)) {
        kept.push(left);
        open.push(left);
      }
    }
  }
  return kept;
}

/** What is left of a node: nothing, itself, or what stands for it. */
function erased(node: RawNode): readonly RawNode[] {
  if (node.declare === true) return [];
  switch (node.type) {
    case 'ImportDeclaration':
      return isTypeOnly(node.importKind) ? [] : [withValues(node)];
    case 'ExportNamedDeclaration':
      return isTypeOnly(node.exportKind) ? [] : exported(withValues(node));
    case 'ExportAllDeclaration':
      return isTypeOnly(node.exportKind) ? [] : [node];
    case 'ExportDefaultDeclaration':
      return isRaw(node.declaration) && erased(node.declaration).length === 0 ? [] : [node];
    case 'MethodDefinition':
      return isRaw(node.value) && node.value.type.startsWith('TS') ? [] : [node];
    case 'TSParameterProperty':
      return isRaw(node.parameter) ? [node.parameter] : [];
    case 'TSEnumDeclaration':
      return enumeration(node);
    case 'TSModuleDeclaration':
      return namespace(node);
    case 'TSImportEqualsDeclaration':
      return isTypeOnly(node.importKind) ? [] : imported(node);
    case 'TSExportAssignment':
      return isRaw(node.expression) ? [statement(member(node, ['module', 'exports']), node.expression)] : [];
    default: {
      const value = unwrapped(node);
      return TYPE_ONLY.test(value.type) ? [] : [value];
    }
  }
}

function unwrapped(node: RawNode): RawNode {
  let value = node;
  while (WRAPPERS.has(value.type) && isRaw(value.expression)) value = value.expression;
  return value;
}

function withValues(node: RawNode): RawNode {
  const specifiers = listOf(node.specifiers);
  node.specifiers = specifiers.filter(
    (specifier) => !isTypeOnly(specifier.importKind) && !isTypeOnly(specifier.exportKind),
  );
  return node;
}

/** What an export declares may become more than one statement; the first is what is exported. */
function exported(node: RawNode): readonly RawNode[] {
  if (!isRaw(node.declaration)) return [node];
  const [declaration, ...rest] = erased(node.declaration);
  return declaration === undefined ? [] : [{ ...node, declaration }, ...rest];
}

function enumeration(node: RawNode): readonly RawNode[] {
  const body = isRaw(node.body) ? node.body : node;
  const properties = listOf(body.members).map((entry, index) => property(entry, index));
  return isRaw(node.id) ? [variable(node.id, object(node, properties))] : [];
}

function property({ start, end, id: key, initializer }: RawNode, index: number): RawNode {
  const value = initializer ?? literal({ type: '', start, end }, index);
  return { type: 'Property', start, end, kind: 'init', key, value, computed: false };
}

/** `namespace N { export const a = b; }` is `var N = {}; { const a = b; N.a = a; }`. */
function namespace(node: RawNode): readonly RawNode[] {
  const path = qualified(node.id);
  const root = path[0];
  if (root === undefined || !isRaw(node.body)) return [];
  const inside = listOf(node.body.body);
  const body = inside.flatMap((entry) => {
    if (entry.type !== 'ExportNamedDeclaration' || !isRaw(entry.declaration)) return [entry];
    const { declaration } = entry;
    const assigned = declaredNames(declaration).map((name) =>
      statement(member(entry, [...path, name]), identifier(entry, name)),
    );
    return [declaration, ...assigned];
  });
  const block = { type: 'BlockStatement', start: node.start, end: node.end, body };
  return [variable(identifier(node, root), object(node, [])), block];
}

function declaredNames(declaration: RawNode): readonly string[] {
  if (declaration.declare === true) return [];
  if (/^TS(?:Interface|TypeAlias|Declare)/.test(declaration.type)) return [];
  const ids = [declaration, ...listOf(declaration.declarations)].map(({ id }) => id);
  return ids.flatMap((id) => qualified(id).slice(0, 1));
}

/** `import a = require('b')`, `import a = b.c`. */
function imported(node: RawNode): readonly RawNode[] {
  const { id, moduleReference: reference, start, end } = node;
  if (!isRaw(id) || !isRaw(reference)) return [];
  if (reference.type !== 'TSExternalModuleReference')
    return [variable(id, member(node, qualified(reference)))];
  const callee = identifier(node, 'require');
  const args = [reference.expression];
  return [variable(id, { type: 'CallExpression', start, end, callee, arguments: args })];
}

/** The names of `a.b.c`. */
function qualified(node: unknown): readonly string[] {
  const names: string[] = [];
  let at = node;
  for (; isRaw(at) && at.type === 'TSQualifiedName'; at = at.left) names.unshift(...nameOf(at.right));
  return [...nameOf(at), ...names];
}

function nameOf(node: unknown): readonly string[] {
  return isRaw(node) && node.type === 'Identifier' && typeof node.name === 'string' ? [node.name] : [];
}

/**
 * `constructor(private a)` writes `this.a` too, `this` is no parameter, and the decorators of parameters are code that
 * runs where the function is made.
 */
function openParameters(node: RawNode): void {
  if (!Array.isArray(node.params)) return;
  const params = listOf(node.params);
  if (!isRaw(node.body)) return;
  const decorators = params.flatMap((param) => listOf(param.decorators));
  if (decorators.length > 0) node.decorators = decorators;
  if (isRaw(params[0]) && nameOf(params[0])[0] === 'this') node.params = params.slice(1);
  const written = params.flatMap(({ type, parameter }) => {
    if (type !== 'TSParameterProperty' || !isRaw(parameter)) return [];
    const target = isRaw(parameter.left) ? parameter.left : parameter;
    return nameOf(target).map((name) => statement(member(target, ['this', name]), identifier(target, name)));
  });
  if (written.length > 0) node.body.body = [...written, ...listOf(node.body.body)];
}

function isTypeOnly(kind: unknown): boolean {
  return kind === 'type' || kind === 'typeof';
}

function listOf(value: unknown): readonly RawNode[] {
  return Array.isArray(value) ? value.filter(isRaw) : [];
}

function isRaw(value: unknown): value is RawNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
