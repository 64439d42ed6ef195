import { originsOf } from './origins.ts';
import { plainKey, type Node } from './node.ts';
import type { Analysis } from './analysis.ts';

/** The value of an option that a call is given in an object, `detached` in `spawn(x, [], { detached: true })`. */
export function optionOf(analysis: Analysis, args: readonly Node[], key: string): Node | undefined {
  for (const argument of args) {
    for (const origin of originsOf(analysis, argument)) {
      if (origin.type !== 'ObjectExpression') continue;
      const found = origin.properties.find(
        (property) => property.type === 'Property' && plainKey(property.key, property.computed) === key,
      );
      if (found?.type === 'Property') return found.value;
    }
  }
  return undefined;
}

/** `true`, and the `!0` of minifiers. */
export function isTrue(node: Node | undefined): boolean {
  if (node?.type === 'Literal') return node.value === true || node.value === 1;
  return node?.type === 'UnaryExpression' && node.operator === '!' && !isTrue(node.argument);
}
