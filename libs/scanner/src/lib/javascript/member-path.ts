import { ANY, type Path } from './binding.ts';
import { unwrap } from './invocation.ts';
import { plainKey, type Node } from './node.ts';

/** `a.b['c'][i]` is `a` and the path b, c, any. */
export function rootOf(node: Node): { readonly base: Node; readonly path: Path } {
  const path: string[] = [];
  let base = unwrap(node);
  while (base.type === 'MemberExpression') {
    path.unshift(plainKey(base.property, base.computed) ?? ANY);
    base = unwrap(base.object);
  }
  return { base, path };
}

/** What a chain of members starts at: of `a.b['c'][i]`, `a`. */
export function baseOf(node: Node): Node {
  let base = unwrap(node);
  while (base.type === 'MemberExpression') base = unwrap(base.object);
  return base;
}
