import type { ESTree } from 'meriyah';

export type Node = ESTree.Node;

export type FunctionNode =
  ESTree.FunctionDeclaration | ESTree.FunctionExpression | ESTree.ArrowFunctionExpression;

export type CallNode = ESTree.CallExpression | ESTree.NewExpression;

export function isFunction(node: Node | null | undefined): node is FunctionNode {
  return (
    node?.type === 'FunctionDeclaration' ||
    node?.type === 'FunctionExpression' ||
    node?.type === 'ArrowFunctionExpression'
  );
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** Where a node starts in its source. */
export function offsetOf(node: Node): number {
  return node.start ?? 0;
}

/** Every node directly below `node`, in the order of the source for the usual shapes. */
export function childrenOf(node: Node): readonly Node[] {
  // This runs for every node of every source: leaves and key lists are kept out of the general case.
  if (node.type === 'Identifier' || node.type === 'Literal' || !isRecord(node)) return NOTHING;
  const children: Node[] = [];
  for (const key in node) {
    const value = node[key];
    if (typeof value !== 'object' || value === null) continue;
    if (!Array.isArray(value)) {
      if (isNode(value)) children.push(value);
      continue;
    }
    const items: readonly unknown[] = value;
    for (const item of items) if (isNode(item)) children.push(item);
  }
  return children;
}

const NOTHING: readonly Node[] = [];

function isRecord(value: object): value is Readonly<Record<string, unknown>> {
  return 'type' in value;
}

/** The plain name of a property or key: `a` in `x.a`, `{ a: 1 }`, `x['a']`, `x.#a`; `undefined` if it is computed. */
export function plainKey(key: Node, computed: boolean): string | undefined {
  if (key.type === 'PrivateIdentifier') return `#${key.name}`;
  if (key.type === 'Identifier' && !computed) return key.name;
  if (key.type === 'Literal' && (typeof key.value === 'string' || typeof key.value === 'number')) {
    return String(key.value);
  }
  return undefined;
}
