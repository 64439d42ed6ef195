import { actionsOf } from './actions.ts';
import { textsOf } from './texts.ts';
import type { Analysis } from './analysis.ts';
import type { Node } from './node.ts';

/** The files a program writes, as far as their paths are constant: `/`-separated, with holes for what is not. */
export function writtenPaths(analysis: Analysis): readonly { readonly path: string; readonly node: Node }[] {
  return actionsOf(analysis).writes.flatMap(({ path, call }) =>
    textsOf(analysis, path).map(({ value }) => ({ path: value.replaceAll('\\', '/'), node: call.node })),
  );
}
