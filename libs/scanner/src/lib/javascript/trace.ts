import { spend, type Analysis } from './analysis.ts';
import { LABEL_KINDS, maskOf, type Label, type LabelKind } from './label.ts';
import { labelAt, passageFrom, toLink, type Link, type Spot } from './passages.ts';
import type { Path } from './binding.ts';
import type { Way } from './flow-steps.ts';
import type { FunctionNode, Node } from './node.ts';

/** A part of a value whose history is asked for. */
export interface Cell {
  readonly node: Node;
  readonly path: Path;
  /** The value is one thing out of the environment at most, no longer the whole of it. */
  readonly partial: boolean;
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

/** A walk that has met so many values has left the place where a payload and its sink are. The cut is reported. */
const MAX_VALUES = 20_000;

/** To look at a link that leads nowhere new costs a fraction of a step. */
const LINKS_A_STEP = 16;

/**
 * Everything a value may carry, found by walking back along assignments, calls, returns, callbacks and members
 * within the package. The walk visits each part of each value once, so that its cost is bounded by the file's size.
 */
export function trace(analysis: Analysis, node: Node, options: TraceOptions = {}): readonly Label[] {
  const wanted = maskOf(options.kinds ?? LABEL_KINDS);
  const found = new Map<string, Label>();
  const values = new Set<object>();
  const start = toLink(analysis, { node, path: [], partial: false });
  const open: Visit[] = [{ link: start, after: undefined }];
  const seen = new Set<Spot>([start.spot]);
  if ((start.spot.mask & wanted) === 0) return [];
  // Nearest first: `open` grows while it is read.
  for (const { link, after } of open) {
    spend(analysis);
    if (values.size > (options.near ?? MAX_VALUES)) {
      if (options.near === undefined) analysis.memo.isCut = true;
      break;
    }
    values.add(link.spot.value);
    const passage = passageFrom(analysis, link, options);
    spend(analysis, passage.links.length / LINKS_A_STEP);
    const way: Way = { node: link.node, next: after };
    for (const next of passage.links) {
      if ((next.spot.mask & wanted) === 0 || seen.has(next.spot)) continue;
      seen.add(next.spot);
      open.push({ link: next, after: way });
    }
    for (const label of passage.labels) {
      if ((maskOf([label.kind]) & wanted) === 0 || (label.kind === 'environment' && link.spot.partial))
        continue;
      const key = `${label.kind} ${label.detail}`;
      const isVague = link.spot.partial || label.isVague === true;
      const known = found.get(key);
      if (known === undefined || (known.isVague === true && !isVague))
        found.set(key, { ...labelAt(label, passage, link.node), way, isVague });
    }
    if (options.first === true && found.size > 0) break;
  }
  return [...found.values()].toSorted(byKind);
}

/** A spot on the walk. */
interface Visit {
  readonly link: Link;
  /** What was made of it. */
  readonly after: Way | undefined;
}

function byKind(a: Label, b: Label): number {
  const left = `${a.kind} ${a.detail}`;
  return left < `${b.kind} ${b.detail}` ? -1 : 1;
}
