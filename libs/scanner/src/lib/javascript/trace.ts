import { spend, type Analysis } from './analysis.ts';
import { stepsOf } from './flow.ts';
import { LABEL_KINDS, maskOf, type Label, type LabelKind } from './label.ts';
import { mayCarry } from './taint.ts';
import { ANY, type Path } from './binding.ts';
import type { Way } from './flow-steps.ts';
import type { FunctionNode, Node } from './node.ts';

/** A part of a value whose history is asked for. */
export interface Cell {
  readonly node: Node;
  readonly path: Path;
  /** The value is one thing out of the environment at most, no longer the whole of it. */
  readonly partial: boolean;
  /** What was made of it. */
  readonly after?: Way | undefined;
}

/** What one step back finds: more cells, and labels. */
export interface Step {
  readonly cells: readonly Cell[];
  readonly labels: readonly Label[];
}

export interface TraceOptions {
  /** Only these are asked for. */
  readonly kinds?: readonly LabelKind[];
  /** One label is enough. */
  readonly first?: boolean;
  /** Only so many values are looked at: what is asked for must be close by. */
  readonly near?: number;
  /** Properties of object literals under these keys are not followed. */
  readonly except?: RegExp;
  /** The parameters of this function are not followed to its callers. */
  readonly inside?: FunctionNode;
  /** What a function gives back to one caller is taken for what it gives back to any. */
  readonly coarse?: true;
}

const MAX_PATH = 2;

/** A walk that has met so many values has left the place where a payload and its sink are. The cut is reported. */
const MAX_VALUES = 20_000;

/**
 * Everything a value may carry, found by walking back along assignments, calls, returns, callbacks and members
 * within the package. The walk visits each part of each value once, so that its cost is bounded by the file's size.
 */
export function trace(analysis: Analysis, node: Node, options: TraceOptions = {}): readonly Label[] {
  const kinds = options.kinds ?? LABEL_KINDS;
  const wanted = maskOf(kinds);
  const found = new Map<string, Label>();
  const seen = new Map<object, Set<string>>();
  const open: Cell[] = [{ node, path: [], partial: false }];
  // Nearest first: `open` grows while it is read.
  for (const cell of open) {
    spend(analysis);
    if (seen.size > (options.near ?? MAX_VALUES)) {
      if (options.near === undefined) analysis.memo.isCut = true;
      break;
    }
    if ((mayCarry(analysis, cell.node) & wanted) === 0) continue;
    const current = shorten(cell);
    if (!isNew(analysis, current, seen)) continue;
    const { cells, labels } = stepsOf(analysis, current, options);
    const way: Way = { node: cell.node, next: cell.after };
    for (const next of cells) {
      open.push({ ...next, partial: next.partial || current.partial, after: way });
    }
    for (const label of labels) {
      if (!kinds.includes(label.kind) || (label.kind === 'environment' && current.partial)) continue;
      const key = `${label.kind} ${label.detail}`;
      const isVague = current.partial || label.isVague === true;
      const known = found.get(key);
      if (known === undefined || (known.isVague === true && !isVague))
        found.set(key, { ...label, way, isVague });
    }
    if (options.first === true && found.size > 0) break;
  }
  return [...found.values()].toSorted(byKind);
}

/** Any part of any part is any part; a path that is cut short still means a part. */
function shorten({ node, path, partial }: Cell): Cell {
  const short = path.filter((key, index) => key !== ANY || path[index - 1] !== ANY);
  if (short.length <= MAX_PATH) return { node, path: short, partial };
  return { node, path: short.slice(0, MAX_PATH), partial: true };
}

function isNew(analysis: Analysis, { node, path, partial }: Cell, seen: Map<object, Set<string>>): boolean {
  // All mentions of a name are one value.
  const identity = analysis.program.bindings.get(node) ?? node;
  const parts = seen.get(identity) ?? new Set<string>();
  const key = (partial ? '!' : '') + path.join('\n');
  if (parts.has(key)) return false;
  seen.set(identity, parts.add(key));
  return true;
}

function byKind(a: Label, b: Label): number {
  const left = `${a.kind} ${a.detail}`;
  return left < `${b.kind} ${b.detail}` ? -1 : 1;
}
