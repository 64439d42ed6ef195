import type { JsonNode } from '../plugin/json-tree.ts';
import type { ESTree } from 'meriyah';

/** JSON as the expression it is in JavaScript. */
export function toExpression(json: JsonNode): ESTree.Expression {
  const start = json.offset;
  switch (json.kind) {
    case 'string':
      return { type: 'Literal', value: json.value, start };
    case 'array':
      return { type: 'ArrayExpression', elements: json.items.map(toExpression), start };
    case 'object':
      return { type: 'ObjectExpression', properties: json.members.map(toProperty), start };
    case 'other':
      return toLiteral(json.value, start);
  }
}

function toLiteral(value: number | boolean | null, start: number): ESTree.Literal {
  if (typeof value === 'number') return { type: 'Literal', value, start };
  return typeof value === 'boolean' ? { type: 'Literal', value, start } : { type: 'Literal', value, start };
}

function toProperty({
  key,
  value,
  offset,
}: Extract<JsonNode, { kind: 'object' }>['members'][number]): ESTree.Property {
  return {
    type: 'Property',
    key: { type: 'Literal', value: key },
    value: toExpression(value),
    computed: false,
    method: false,
    shorthand: false,
    kind: 'init',
    start: offset,
  };
}
