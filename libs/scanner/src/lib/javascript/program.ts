import { declareScopes } from './scope.ts';
import { resolveNames } from './resolve-names.ts';
import type { Binding, Invocation, MemberWrite, Passed, Path } from './binding.ts';
import type { FunctionNode, Node } from './node.ts';
import type { ESTree } from 'meriyah';

/** What the program does with one function. */
export interface FunctionFacts {
  /** What it returns or yields. */
  readonly results: Node[];
  /** Calls that reach it directly. */
  readonly callers: Invocation[];
  /** The calls it is handed to. */
  readonly passedTo: Passed[];
  /** The names that hold it. */
  readonly holders: Binding[];
  /** The names one of whose members holds it. */
  readonly memberOf: { readonly binding: Binding; readonly path: Path }[];
  /** The classes or constructors it is a method of. */
  readonly methodOf: { readonly owner: Node; readonly name: string }[];
}

/** What is written to `this` by the functions of one class or constructor. */
export interface OwnerFacts {
  readonly writes: MemberWrite[];
  readonly methods: Map<string, FunctionNode[]>;
  readonly calls: { readonly name: string; readonly call: Invocation }[];
}

/** One JavaScript source, parsed and with its names resolved. All questions the rules ask are answered from it. */
export interface Program {
  readonly source: string;
  readonly root: ESTree.Program;
  readonly bindings: ReadonlyMap<Node, Binding>;
  readonly functions: ReadonlyMap<FunctionNode, FunctionFacts>;
  readonly owners: ReadonlyMap<Node, OwnerFacts>;
  readonly ownerOfThis: ReadonlyMap<Node, Node>;
  readonly invocations: readonly Invocation[];
  readonly imports: readonly ESTree.ImportExpression[];
  readonly assignments: readonly ESTree.AssignmentExpression[];
  readonly members: readonly ESTree.MemberExpression[];
  /** What object literals hold or spread, where it is a name or a member of something. */
  readonly held: readonly Node[];
  /** `a[b]` where `b` is not a plain literal. */
  readonly computed: readonly ESTree.MemberExpression[];
  readonly strings: readonly { readonly value: string; readonly node: Node }[];
  readonly regexes: readonly { readonly pattern: string; readonly node: Node }[];
  readonly identifiers: ReadonlyMap<string, ESTree.Identifier>;
  readonly loops: readonly Node[];
}

/** More nodes than this are not analysed. TypeScript's compiler, the largest known, has one million. */
export const MAX_NODES = 4_000_000;

/** Resolves the names of a parsed source; `undefined` where it has more nodes than the budget. */
export function toProgram(source: string, root: ESTree.Program): Program | undefined {
  const scopes = declareScopes(root, MAX_NODES);
  return scopes === undefined ? undefined : resolveNames(source, root, scopes);
}
