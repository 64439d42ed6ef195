import { spend, type Analysis } from './analysis.ts';
import { ANY, type Path } from './binding.ts';
import { stepsOf } from './flow.ts';
import { unwrap } from './invocation.ts';
import { isLarge } from './result-flow.ts';
import { mayCarry, valueBehind } from './taint.ts';
import type { Label } from './label.ts';
import type { Node } from './node.ts';
import type { Cell, TraceOptions } from './trace.ts';

/** A part of a value: one for all mentions of it, so that a walk knows it again by itself. */
export interface Spot {
  readonly value: object;
  readonly path: Path;
  /** The value is one thing out of the environment at most, no longer the whole of it. */
  readonly partial: boolean;
  /** The labels it may carry at most. */
  readonly mask: number;
  /** What one step back leads to, by what else was asked for. */
  readonly passages: Map<string, Passage>;
}

/** A spot, and the mention by which one comes to it. */
export interface Link {
  readonly node: Node;
  readonly spot: Spot;
}

export interface Passage {
  readonly links: readonly Link[];
  readonly labels: readonly Label[];
  /** The mention it was found for. */
  readonly from: Node;
}

/** What all walks of a package share: they go over the same ground again and again. */
export interface Ground {
  readonly spots: Map<object, Map<string, Spot>>;
  /** How many links are remembered. */
  kept: number;
}

/** What is found beyond these is forgotten: steps are paid for, memory is not. */
const MAX_KEPT = 2_000_000;
const MAX_PATH = 2;

export function toLink(analysis: Analysis, cell: Cell): Link {
  const { path, partial } = shorten(cell);
  return { node: cell.node, spot: spotOf(analysis, { node: cell.node, path, partial }) };
}

/** What one step back from a spot leads to; found once for all walks. */
export function passageFrom(analysis: Analysis, { node, spot }: Link, options: TraceOptions): Passage {
  const variant = `${isLarge(analysis)} ${options.except?.source ?? ''}`;
  const known = spot.passages.get(variant);
  if (known !== undefined) return known;
  const { cells, labels } = stepsOf(analysis, { node, path: spot.path, partial: spot.partial }, options);
  spend(analysis, cells.length);
  const links = new Map<Spot, Link>();
  for (const cell of cells) {
    const link = toLink(analysis, { ...cell, partial: cell.partial || spot.partial });
    if (!links.has(link.spot)) links.set(link.spot, link);
  }
  const passage: Passage = { links: [...links.values()], labels, from: unwrap(node) };
  analysis.ground.kept += links.size;
  if (analysis.ground.kept <= MAX_KEPT) spot.passages.set(variant, passage);
  return passage;
}

/** What a step finds at the mention of a name is found at each mention of it. */
export function labelAt(label: Label, { from }: Passage, node: Node): Label {
  return label.node === from && from !== node ? { ...label, node: unwrap(node) } : label;
}

function spotOf(analysis: Analysis, { node, path, partial }: Cell): Spot {
  const { spots } = analysis.ground;
  const value = valueBehind(analysis, node);
  const parts = spots.get(value) ?? new Map<string, Spot>();
  spots.set(value, parts);
  const key = (partial ? '!' : '') + path.join('\n');
  const known = parts.get(key);
  if (known !== undefined) return known;
  const spot: Spot = { value, path, partial, mask: mayCarry(analysis, node), passages: new Map() };
  parts.set(key, spot);
  return spot;
}

/** Any part of any part is any part; a path that is cut short still means a part. */
function shorten({ node, path, partial }: Cell): Cell {
  const short = path.filter((key, index) => key !== ANY || path[index - 1] !== ANY);
  if (short.length <= MAX_PATH) return { node, path: short, partial };
  return { node, path: short.slice(0, MAX_PATH), partial: true };
}
