import { quote } from '../display-text.ts';
import { childrenOf, offsetOf, type Node } from './node.ts';
import type { Hit, HitStep } from '../rule.ts';
import type { Analysis } from './analysis.ts';
import type { Label, LabelKind } from './label.ts';

/** A value on its way from a source to a sink. */
export interface Way {
  readonly node: Node;
  /** What was made of it. */
  readonly next?: Way | undefined;
}

/** Where a node stands; no path where it is in the source at hand, and in no other. */
interface Place {
  readonly offset: number;
  readonly path?: string;
}

const VERBS: Readonly<Record<LabelKind, string>> = {
  environment: 'reads',
  secret: 'reads',
  credential: 'reads',
  fetched: 'fetches by',
  decoded: 'decodes by',
  host: 'reads the',
};

/** What a rule says of a value that carries a label: where, and by which way it came there. */
export function hitOf(
  analysis: Analysis,
  label: Label | undefined,
  sink: { readonly node: Node; readonly message: string },
): Hit {
  const hit: Hit = { offset: offsetOf(sink.node), message: sink.message };
  if (label === undefined) return hit;
  const flow = flowTo(analysis, label, sink);
  return isDoubtful(label, flow) ? { ...hit, flow, severity: 'medium' } : { ...hit, flow };
}

/** So many files of a program have to do with each other somehow. */
const MAX_FILES = 3;

/** In a large program, objects that everything shares join what never meets: between files a flow must be certain. */
function isDoubtful({ isVague }: Label, flow: readonly HitStep[]): boolean {
  const files = new Set(flow.map(({ path }) => path)).size;
  return files > MAX_FILES || (files > 1 && isVague === true);
}

/** The way of a label to where a rule saw it: its source, each file it comes into, and the sink. */
function flowTo(
  analysis: Analysis,
  label: Label,
  sink: { readonly node: Node; readonly message: string },
): readonly HitStep[] {
  const detail =
    label.detail === 'the environment' || label.kind === 'host' ? label.detail : quote(label.detail);
  const source = placeOf(analysis, label.node);
  const steps: HitStep[] = [];
  if (source !== undefined) steps.push({ ...source, message: `${VERBS[label.kind]} ${detail}` });
  let path = source?.path;
  for (let way = label.way; way !== undefined; way = way.next) {
    // A file that only hands on what another exports is no stop.
    if (analysis.program.links.has(way.node)) continue;
    const place = placeOf(analysis, way.node);
    if (place === undefined || place.path === path) continue;
    path = place.path;
    steps.push({ ...place, message: 'passes it on' });
  }
  const end = placeOf(analysis, sink.node) ?? { offset: offsetOf(sink.node) };
  return [...steps, { ...end, message: sink.message }];
}

/** `undefined` for what the linker made itself. */
function placeOf(analysis: Analysis, node: Node): Place | undefined {
  const { files } = analysis.program;
  if (files.length === 0) return { offset: offsetOf(node) };
  const known = analysis.places.get(node);
  if (known !== undefined)
    return known.path === undefined ? undefined : { path: known.path, offset: offsetOf(node) };
  const path = files.find(({ root }) => holds(root, node))?.path;
  analysis.places.set(node, { path });
  return path === undefined ? undefined : { path, offset: offsetOf(node) };
}

function holds(root: Node, wanted: Node): boolean {
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node === wanted) return true;
    for (const child of childrenOf(node)) if (covers(child, wanted)) open.push(child);
  }
  return false;
}

function covers(outer: Node, inner: Node): boolean {
  return offsetOf(outer) <= offsetOf(inner) && (outer.end ?? Infinity) >= (inner.end ?? 0);
}
