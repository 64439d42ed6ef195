import { spend, type Analysis } from './analysis.ts';
import { ANY, type Path } from './binding.ts';
import { back, merge, stepsOf } from './flow.ts';
import { unwrap } from './invocation.ts';
import { mayCarry } from './taint.ts';
import type { Label } from './label.ts';
import type { FunctionNode, Node } from './node.ts';
import type { Cell, Step, TraceOptions } from './trace.ts';

/** What one function gives back, told apart from who calls it. */
export interface Summary {
  /** What it finds by itself. */
  readonly labels: readonly Label[];
  /** The parameters that are a part of it. */
  readonly given: readonly { readonly index: number; readonly path: Path; readonly partial: boolean }[];
}

/** A call of functions of the package, and the part of what they give back that is asked for. */
export interface Called {
  readonly functions: readonly FunctionNode[];
  readonly args: readonly Node[];
  readonly path: Path;
}

const MAX_VALUES = 2_000;
const MAX_DEPTH = 16;
const MAX_PATH = 2;

/** In a source with more calls than these, a function gives back the same to all who call it. */
const MAX_CALLS = 20_000;

/** One step back from what one call gives back: into the arguments of this very call, whoever else calls the function. */
export function resultSteps(
  analysis: Analysis,
  { functions, args, path }: Called,
  options: TraceOptions,
): Step {
  return merge(
    functions.map((fn) => {
      const summary = isLarge(analysis) ? undefined : summaryOf(analysis, { fn, path }, options);
      // A function that calls itself is followed without regard to who calls it.
      if (summary === undefined) return back(resultsOf(analysis, fn), path);
      const cells = summary.given.flatMap(({ index, path: part, partial }): readonly Cell[] => {
        const node = args[index];
        return node === undefined ? [] : [{ node, path: part, partial }];
      });
      return { cells, labels: summary.labels };
    }),
  );
}

export function isLarge({ program }: Analysis): boolean {
  return program.invocations.length > MAX_CALLS;
}

function resultsOf({ program }: Analysis, fn: FunctionNode): readonly Node[] {
  return program.functions.get(fn)?.results ?? [];
}

interface Asked {
  readonly fn: FunctionNode;
  readonly path: Path;
}

/** `undefined` while it is being found out, and where functions call functions without end. */
function summaryOf(analysis: Analysis, { fn, path }: Asked, { except }: TraceOptions): Summary | undefined {
  const { known, open } = analysis.results;
  const parts = known.get(fn) ?? new Map<string, Summary>();
  known.set(fn, parts);
  const key = [except?.source ?? '', ...path].join('\n');
  const summary = parts.get(key);
  if (summary !== undefined || open.has(fn) || open.size >= MAX_DEPTH) return summary;
  open.add(fn);
  try {
    const found = summarize(analysis, { fn, path }, except === undefined ? {} : { except });
    parts.set(key, found);
    return found;
  } finally {
    open.delete(fn);
  }
}

function summarize(analysis: Analysis, { fn, path }: Asked, options: TraceOptions): Summary {
  const labels = new Map<string, Label>();
  const given = new Map<string, Summary['given'][number]>();
  const seen = new Map<object, Set<string>>();
  // One element of what a generator returns is one thing it yields.
  const part = fn.generator && path[0] === ANY ? path.slice(1) : path;
  const cells: Cell[] = [...back(resultsOf(analysis, fn), part).cells];
  // Nearest first: `cells` grows while it is read.
  for (const cell of cells) {
    spend(analysis);
    if (cells.length > MAX_VALUES) {
      analysis.memo.isCut = true;
      break;
    }
    const current = {
      ...cell,
      path: cell.path.slice(0, MAX_PATH),
      partial: cell.partial || cell.path.length > MAX_PATH,
    };
    if (mayCarry(analysis, cell.node) === 0 || !isNew(analysis, current, seen)) continue;
    for (const parameter of parametersAt(analysis, fn, current))
      given.set(JSON.stringify(parameter), parameter);
    const step = stepsOf(analysis, current, { ...options, inside: fn });
    for (const label of step.labels) {
      const name = `${label.kind} ${label.detail}`;
      if (label.kind === 'environment' && current.partial) continue;
      const isVague = current.partial || label.isVague === true;
      if (labels.get(name)?.isVague !== false) labels.set(name, { ...label, isVague });
    }
    for (const next of step.cells) cells.push({ ...next, partial: next.partial || current.partial });
  }
  return { labels: [...labels.values()], given: [...given.values()] };
}

function isNew(
  { program }: Analysis,
  { node, path, partial }: Cell,
  seen: Map<object, Set<string>>,
): boolean {
  const identity = program.bindings.get(node) ?? node;
  const parts = seen.get(identity) ?? new Set<string>();
  const key = (partial ? '!' : '') + path.join('\n');
  if (parts.has(key)) return false;
  seen.set(identity, parts.add(key));
  return true;
}

/** The parameters of a function that a value is. */
function parametersAt(
  { program }: Analysis,
  fn: FunctionNode,
  { node, path, partial }: Cell,
): Summary['given'] {
  return (program.bindings.get(unwrap(node))?.definitions ?? []).flatMap((made) =>
    made.kind === 'parameter' && made.of === fn
      ? [{ index: made.index, path: [...made.path, ...path].slice(0, MAX_PATH), partial }]
      : [],
  );
}
