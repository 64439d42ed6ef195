import { plainKey } from './node.ts';
import { textsOf } from './texts.ts';
import type { Analysis } from './analysis.ts';
import type { ESTree } from 'meriyah';

/** The names `a[b]` may have for its property; empty if that cannot be told. */
export function keyOf(analysis: Analysis, node: ESTree.MemberExpression): readonly string[] {
  const plain = plainKey(node.property, node.computed);
  if (plain !== undefined) return [plain];
  return textsOf(analysis, node.property)
    .filter(({ complete }) => complete)
    .map(({ value }) => value);
}
