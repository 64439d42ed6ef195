import { ANY, type Binding, type Invocation, type MemberWrite, type Path } from './binding.ts';
import type { Analysis } from './analysis.ts';

/** Members of objects by name: generated code puts thousands of them into one object. */
export interface MemberIndex {
  readonly writes: Map<readonly MemberWrite[], ReadonlyMap<string, readonly MemberWrite[]>>;
  readonly calls: Map<Binding, ReadonlyMap<string, readonly Invocation[]>>;
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
  return [...(index.get(key) ?? []), ...(index.get(ANY) ?? [])];
}

/** The calls of the member of an object that lies under `path`. */
export function memberCallsAt({ members }: Analysis, binding: Binding, path: Path): readonly Invocation[] {
  const index = members.calls.get(binding) ?? indexCalls(binding);
  members.calls.set(binding, index);
  return index.get(path.join('\n')) ?? [];
}

function indexCalls({ memberCalls }: Binding): ReadonlyMap<string, readonly Invocation[]> {
  const groups = Map.groupBy(memberCalls, ({ path }) => path.join('\n'));
  return new Map([...groups].map(([key, calls]) => [key, calls.map(({ call }) => call)]));
}
