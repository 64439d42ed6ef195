import { unwrap } from './invocation.ts';
import { originsOf } from './origins.ts';
import { elementsOf } from './decoded-texts.ts';
import { textsOf } from './texts.ts';
import type { Analysis } from './analysis.ts';
import type { Node } from './node.ts';

/** Whether one of `others`, or a piece one of them is put together from, is the same value as `node`. */
export function sameValue(analysis: Analysis, node: Node, others: readonly (Node | undefined)[]): boolean {
  const wanted = new Set(originsOf(analysis, node));
  const text = textsOf(analysis, node).find(({ complete }) => complete)?.value;
  return others
    .flatMap((other) => (other === undefined ? [] : piecesOf(analysis, other)))
    .some((piece) => {
      if (originsOf(analysis, piece).some((origin) => wanted.has(origin))) return true;
      return (
        text !== undefined && text.length > 2 && textsOf(analysis, piece).some(({ value }) => value === text)
      );
    });
}

function piecesOf(analysis: Analysis, node: Node): readonly Node[] {
  const value = unwrap(node);
  if (value.type === 'TemplateLiteral')
    return [value, ...value.expressions.flatMap((part) => piecesOf(analysis, part))];
  if (value.type === 'BinaryExpression')
    return [value, ...piecesOf(analysis, value.left), ...piecesOf(analysis, value.right)];
  return [value, ...(elementsOf(analysis, value) ?? [])];
}
