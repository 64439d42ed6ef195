import type { Node } from './node.ts';

/** Says in place, in fewer words, what a node says: a tagged template calls its tag, a getter is what it returns. */
export function desugar(node: Node): void {
  switch (node.type) {
    case 'TaggedTemplateExpression':
      Object.assign(node, {
        type: 'CallExpression',
        callee: node.tag,
        arguments: [node.quasi],
        tag: null,
        quasi: null,
      });
      break;
    case 'Property':
      if (node.kind === 'get') Object.assign(node, { kind: 'init', value: callOf(node.value) });
      break;
    case 'MethodDefinition':
      if (node.kind === 'get') Object.assign(node, { type: 'PropertyDefinition', value: callOf(node.value) });
      break;
    default:
  }
}

function callOf(callee: Node): object {
  const { start, end } = callee;
  return { type: 'CallExpression', start, end, callee, arguments: [] };
}
