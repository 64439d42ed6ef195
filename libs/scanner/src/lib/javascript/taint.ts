import { spend, type Analysis } from './analysis.ts';
import { ANY } from './binding.ts';
import { stepsOf } from './flow.ts';
import { unwrap } from './invocation.ts';
import { namesOf } from './names.ts';
import { maskOf, type LabelKind } from './label.ts';
import type { Node } from './node.ts';
import type { Program } from './program.ts';

/** What is known so far of which nodes may carry which labels, whatever part of them is asked for. */
export interface Taint {
  readonly masks: Map<object, number>;
  readonly dependents: Map<object, object[]>;
}

/** Global objects a secret can be reached from by a path that is not known here. */
const ENVIRONMENTS = new Set(['process', 'Bun', 'Deno', 'globalThis', 'global', 'window', 'self']);
const ENVIRONMENT_MASK = maskOf(['environment', 'secret', 'host']);

/**
 * The labels a value may carry at most, without regard to its parts: a superset of what `trace` can find. Each node
 * is looked at once for all questions together, so that the exact walk need not enter what cannot matter.
 */
export function mayCarry(analysis: Analysis, node: Node): number {
  const at = unwrap(node);
  explore(analysis, at);
  return analysis.taint.masks.get(valueBehind(analysis, at)) ?? 0;
}

export function mayCarryAny(analysis: Analysis, node: Node, kinds: readonly LabelKind[]): boolean {
  return (mayCarry(analysis, node) & maskOf(kinds)) !== 0;
}

/** All mentions of a name are one value, and so is every `this` of one class. */
export function valueBehind({ program }: Analysis, outer: Node): object {
  const node = unwrap(outer);
  if (node.type !== 'ThisExpression') return program.bindings.get(node) ?? node;
  const owner = program.ownerOfThis.get(node);
  return (owner === undefined ? undefined : program.owners.get(owner)) ?? node;
}

function explore(analysis: Analysis, root: Node): void {
  const { masks, dependents } = analysis.taint;
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const identity = valueBehind(analysis, node);
    if (masks.has(identity)) continue;
    spend(analysis);
    const { below, mask } = expand(analysis, node);
    masks.set(identity, 0);
    let inherited = mask;
    for (const next of below) {
      const source = valueBehind(analysis, next);
      const known = dependents.get(source);
      if (known === undefined) dependents.set(source, [identity]);
      else known.push(identity);
      inherited |= masks.get(source) ?? 0;
      if (!masks.has(source)) open.push(next);
    }
    raise(analysis.taint, identity, inherited);
  }
}

/** A mask only grows, at most once for each kind; what depends on the node grows with it. */
function raise({ masks, dependents }: Taint, start: object, added: number): void {
  const open = [{ node: start, added }];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const before = masks.get(at.node) ?? 0;
    const after = before | at.added;
    if (after === before) continue;
    masks.set(at.node, after);
    for (const node of dependents.get(at.node) ?? []) if (masks.has(node)) open.push({ node, added: after });
  }
}

function expand(analysis: Analysis, node: Node): { readonly below: readonly Node[]; readonly mask: number } {
  const below = new Set<Node>();
  let mask = isWayToEnvironment(analysis, node) ? ENVIRONMENT_MASK : 0;
  for (const path of [[], [ANY]]) {
    const { cells, labels } = stepsOf(analysis, { node, path, partial: false }, { coarse: true });
    for (const cell of cells) below.add(unwrap(cell.node));
    mask |= maskOf(labels.map(({ kind }) => kind));
  }
  return { below: [...below], mask };
}

/** A name from which a path may lead into the environment. */
function isWayToEnvironment(analysis: Analysis, node: Node): boolean {
  if (node.type !== 'Identifier' && node.type !== 'CallExpression') return false;
  const { environment, programs } = analysis;
  environment.isRead ??= programs.some((program) => readsEnvironment(analysis, program));
  return environment.isRead && namesOf(analysis, node).some((name) => ENVIRONMENTS.has(name));
}

/** Whether a program mentions `env` at all, or takes properties of `process` by names that are computed. */
export function mentionsEnvironment(analysis: Analysis): boolean {
  return (analysis.memo.readsEnvironment ??= readsEnvironment(analysis, analysis.program));
}

function readsEnvironment(analysis: Analysis, { source, computed }: Program): boolean {
  if (/\benv\b/.test(source)) return true;
  return computed.some(({ object }) => namesOf(analysis, object).some((name) => ENVIRONMENTS.has(name)));
}
