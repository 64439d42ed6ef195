/** A node of a tree that is still being made. */
export interface RawNode {
  type: string;
  [key: string]: unknown;
}

/** Nodes that are made stand where the one they stand for was. */
export function identifier({ start, end }: RawNode, name: string): RawNode {
  return { type: name === 'this' ? 'ThisExpression' : 'Identifier', start, end, name };
}

export function literal({ start, end }: RawNode, value: number): RawNode {
  return { type: 'Literal', start, end, value, raw: String(value) };
}

export function object({ start, end }: RawNode, properties: readonly RawNode[]): RawNode {
  return { type: 'ObjectExpression', start, end, properties };
}

/** `a.b.c` */
export function member(place: RawNode, [root = '', ...path]: readonly string[]): RawNode {
  const { start, end } = place;
  return path.reduce<RawNode>(
    (base, name) => ({
      type: 'MemberExpression',
      start,
      end,
      object: base,
      property: identifier(place, name),
      computed: false,
      optional: false,
    }),
    identifier(place, root),
  );
}

/** `target = value;` */
export function statement(target: RawNode, value: RawNode): RawNode {
  const { start, end } = target;
  const expression = { type: 'AssignmentExpression', start, end, operator: '=', left: target, right: value };
  return { type: 'ExpressionStatement', start, end, expression };
}

/** `var id = init;` */
export function variable(id: RawNode, init: RawNode): RawNode {
  const { start, end } = id;
  const declarator = { type: 'VariableDeclarator', start, end, id, init };
  return { type: 'VariableDeclaration', start, end, kind: 'var', declarations: [declarator] };
}
