import { spend, type Analysis } from './analysis.ts';
import { back, merge, stepsOf } from './flow.ts';
import { unwrap } from './invocation.ts';
import { callersOf } from './parameters.ts';
import type { Path } from './binding.ts';
import type { Label } from './label.ts';
import type { FunctionNode, Node } from './node.ts';
import type { Cell, Step } from './trace.ts';

/** What one function gives back, told apart from who calls it. */
export interface Summary {
  /** What it finds by itself. */
  readonly labels: readonly Label[];
  /** The parameters that are a part of it. */
  readonly given: readonly { readonly index: number; readonly path: Path; readonly partial: boolean }[];
}

/** What so many callers pass to a helper must not come back to all of them. */
const MANY_CALLERS = 24;
const MAX_VALUES = 2_000;
const MAX_DEPTH = 16;

/** Whether so much of a package calls a function that each call has to be looked at by itself. */
export function isHub(analysis: Analysis, fn: FunctionNode): boolean {
  const known = analysis.hubs.isHub.get(fn) ?? callersOf(analysis, fn).length > MANY_CALLERS;
  analysis.hubs.isHub.set(fn, known);
  return known;
}

/** One step back from what one call of a hub gives back: into the arguments of this very call. */
export function hubSteps(
  analysis: Analysis,
  { fn, args }: { readonly fn: FunctionNode; readonly args: readonly Node[] },
  path: Path,
): Step {
  const summary = summaryOf(analysis, fn, path);
  if (summary === undefined)
    return { cells: args.map((node) => ({ node, path: [], partial: true })), labels: [] };
  const cells = summary.given.flatMap(({ index, path: part, partial }): readonly Cell[] => {
    const node = args[index];
    return node === undefined ? [] : [{ node, path: part, partial }];
  });
  return { cells, labels: summary.labels };
}

/** `undefined` while it is being found out, and where hubs call hubs without end. */
function summaryOf(analysis: Analysis, fn: FunctionNode, path: Path): Summary | undefined {
  const { summaries, open } = analysis.hubs;
  const parts = summaries.get(fn) ?? new Map<string, Summary>();
  summaries.set(fn, parts);
  const key = path.join('\n');
  const known = parts.get(key);
  if (known !== undefined || open.has(fn) || open.size >= MAX_DEPTH) return known;
  open.add(fn);
  try {
    const found = summarize(analysis, fn, path);
    parts.set(key, found);
    return found;
  } finally {
    open.delete(fn);
  }
}

function summarize(analysis: Analysis, fn: FunctionNode, path: Path): Summary {
  const labels: Label[] = [];
  const given: Summary['given'][number][] = [];
  const seen = new Map<object, Set<string>>();
  const results = analysis.program.functions.get(fn)?.results ?? [];
  const start = merge(results.map((node) => back([node], path)));
  const cells = [...start.cells];
  // Nearest first: `cells` grows while it is read.
  for (const { node, path: part, partial } of cells) {
    spend(analysis);
    if (cells.length > MAX_VALUES) break;
    const identity = analysis.program.bindings.get(node) ?? node;
    const parts = seen.get(identity) ?? new Set<string>();
    const key = `${partial ? '!' : ''}${part.slice(0, 2).join('\n')}`;
    if (parts.has(key)) continue;
    seen.set(identity, parts.add(key));
    for (const made of analysis.program.bindings.get(unwrap(node))?.definitions ?? []) {
      if (made.kind === 'parameter' && made.of === fn)
        given.push({ index: made.index, path: [...made.path, ...part].slice(0, 2), partial });
    }
    const step = stepsOf(analysis, { node, path: part.slice(0, 2), partial }, { inside: fn });
    labels.push(...step.labels.filter(({ kind }) => kind !== 'environment' || !partial));
    for (const next of step.cells)
      cells.push({ ...next, partial: next.partial || partial || part.length > 2 });
  }
  return { labels, given };
}
