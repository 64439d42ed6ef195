import type { CallNode, FunctionNode, Node } from './node.ts';

/** The properties that lead from a value to a part of it; `*` is any, `#key` is the name of one. */
export type Path = readonly string[];

export const ANY = '*';
export const KEY = '#key';

/** Where the value of a name may come from. */
export type Definition =
  | { readonly kind: 'value'; readonly from: Node; readonly path: Path; readonly appends: boolean }
  | { readonly kind: 'parameter'; readonly of: FunctionNode; readonly index: number; readonly path: Path }
  | { readonly kind: 'import'; readonly module: string; readonly name: string }
  | { readonly kind: 'function'; readonly node: FunctionNode }
  | { readonly kind: 'class'; readonly node: Node };

/** `a.b.c = from`: the value of a part. */
export interface MemberWrite {
  readonly path: Path;
  readonly from: Node;
}

/** A call, with `f.call(this, x)` and `Reflect.apply(f, this, [x])` read as `f(x)`. */
export interface Invocation {
  readonly node: CallNode;
  readonly callee: Node;
  readonly args: readonly Node[];
  /** Of a call that its program lists: the function it stands in, if any. */
  readonly within?: FunctionNode | undefined;
}

/** A function that is handed to a call as its argument number `index`. */
export interface Passed {
  readonly to: Invocation;
  readonly index: number;
}

/** A name, or a part of what a source exports, that is a part of another module. */
export interface Request {
  readonly module: string;
  readonly path: Path;
  readonly binding: Binding;
}

/** One declared name of a program with everything the program does to it. Filled by the second pass. */
export interface Binding {
  readonly name: string;
  /** Never declared, only assigned. */
  readonly isImplicit: boolean;
  readonly definitions: Definition[];
  readonly members: MemberWrite[];
  readonly calls: Invocation[];
  readonly memberCalls: { readonly path: Path; readonly call: Invocation }[];
  readonly passedTo: Passed[];
}

export function newBinding(name: string, isImplicit = false): Binding {
  return { name, isImplicit, definitions: [], members: [], calls: [], memberCalls: [], passedTo: [] };
}
