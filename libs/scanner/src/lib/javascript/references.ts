import { childrenOf, type Node } from './node.ts';

/** The nodes below `node` that are code, leaving out identifiers that are only the name of something. */
export function referencesIn(node: Node): readonly Node[] {
  switch (node.type) {
    case 'MemberExpression':
      return node.computed ? [node.object, node.property] : [node.object];
    case 'Property':
      return node.computed ? [node.key, node.value] : [node.value];
    case 'MethodDefinition':
    case 'PropertyDefinition':
    case 'AccessorProperty': {
      const children = childrenOf(node);
      return node.computed ? children : children.filter((child) => child !== node.key);
    }
    case 'LabeledStatement':
      return [node.body];
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'MetaProperty':
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier':
      return [];
    case 'ExportNamedDeclaration':
      return node.source ? [] : childrenOf(node);
    case 'ExportSpecifier':
      return [node.local];
    default:
      return childrenOf(node);
  }
}
