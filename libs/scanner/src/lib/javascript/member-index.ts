import { ANY, type Binding, type Invocation, type MemberWrite, type Path } from './binding.ts';
import type { Analysis } from './analysis.ts';
import type { OwnerFacts } from './program.ts';
import type { PropertyIndex } from './property-index.ts';
import type { ESTree } from 'meriyah';

/** Members of objects by name: generated code puts thousands of them into one object. */
export interface MemberIndex {
  readonly writes: Map<readonly MemberWrite[], ReadonlyMap<string, readonly MemberWrite[]>>;
  readonly calls: Map<Binding, ReadonlyMap<string, readonly Invocation[]>>;
  readonly properties: Map<ESTree.ObjectExpression, PropertyIndex>;
  /** The calls of methods of one `this`. */
  readonly methods: Map<OwnerFacts, ReadonlyMap<string, readonly Invocation[]>>;
}

/** The writes that may be to the member `key`, or to a part of it. */
export function writesAt(
  { members }: Analysis,
  writes: readonly MemberWrite[],
  key: string,
): readonly MemberWrite[] {
  if (key === ANY) return writes;
  const index = members.writes.get(writes) ?? Map.groupBy(writes, ({ path }) => path[0] ?? ANY);
  members.writes.set(writes, index);
  const named = index.get(key);
  const others = index.get(ANY);
  return named === undefined ? (others ?? []) : others === undefined ? named : [...named, ...others];
}

/** The calls of the member of an object that lies under `path`. */
export function memberCallsAt({ members }: Analysis, binding: Binding, path: Path): readonly Invocation[] {
  const index = members.calls.get(binding) ?? indexCalls(binding);
  members.calls.set(binding, index);
  return index.get(path.join('\n')) ?? [];
}

/** The calls `this.name()`. */
export function methodCallsAt({ members }: Analysis, owner: OwnerFacts, name: string): readonly Invocation[] {
  const index = members.methods.get(owner) ?? indexMethods(owner);
  members.methods.set(owner, index);
  return index.get(name) ?? [];
}

function indexMethods({ calls }: OwnerFacts): ReadonlyMap<string, readonly Invocation[]> {
  const groups = Map.groupBy(calls, ({ name }) => name);
  return new Map([...groups].map(([name, group]) => [name, group.map(({ call }) => call)]));
}

function indexCalls({ memberCalls }: Binding): ReadonlyMap<string, readonly Invocation[]> {
  const groups = Map.groupBy(memberCalls, ({ path }) => path.join('\n'));
  return new Map([...groups].map(([key, calls]) => [key, calls.map(({ call }) => call)]));
}
