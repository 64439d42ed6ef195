import { baseOf } from './member-path.ts';
import type { Analysis } from './analysis.ts';
import type { Binding, Path } from './binding.ts';
import type { Node } from './node.ts';

/** Whether another source made the object that a chain of members starts at. */
export function comesFromElsewhere({ program }: Analysis, node: Node): boolean {
  const base = baseOf(node);
  if (program.links.has(base)) return true;
  const binding = program.bindings.get(base);
  return binding !== undefined && program.foreign.has(binding);
}

/** One object for each part of a name, to remember answers by. */
export function partKey({ parts }: Analysis, binding: Binding, path: Path): object {
  const known = parts.get(binding) ?? new Map<string, object>();
  parts.set(binding, known);
  const name = path.join('\n');
  const key = known.get(name) ?? {};
  known.set(name, key);
  return key;
}
