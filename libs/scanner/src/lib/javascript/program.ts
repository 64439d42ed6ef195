import { declareScopes, newGlobals, type Scope, type Scopes } from './scope.ts';
import { resolveNames } from './resolve-names.ts';
import type { Binding, Invocation, MemberWrite, Passed, Path, Request } from './binding.ts';
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

/**
 * What is known by node. One set serves all sources of a package, so that a question about one of them may lead into
 * another.
 */
export interface Facts {
  readonly bindings: Map<Node, Binding>;
  readonly functions: Map<FunctionNode, FunctionFacts>;
  readonly owners: Map<Node, OwnerFacts>;
  readonly ownerOfThis: Map<Node, Node>;
  /** What the value of a node is made elsewhere: `require('./a')` is what `a` exports. */
  readonly links: Map<Node, readonly Node[]>;
  /** Names that stand for something another source made. */
  readonly foreign: Set<Binding>;
  /** The sources, to tell where a node stands. */
  readonly files: { readonly path: string; readonly root: Node }[];
}

/** One JavaScript source, parsed and with its names resolved. All questions the rules ask are answered from it. */
export interface Program extends Facts {
  readonly source: string;
  readonly root: ESTree.Program;
  /** A name for what the source exports, with everything it does to it. */
  readonly exports: ESTree.Identifier;
  /** The names this source declares, and the globals of the package. */
  readonly declared: readonly Binding[];
  /** The functions of this source alone. */
  readonly ownFunctions: readonly FunctionNode[];
  readonly requests: readonly Request[];
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
  /** The objects of `with (object) { }`, whose members are names. */
  readonly withs: readonly Node[];
}

/** A parsed source of which only the declared names are known. */
export interface Outline {
  readonly source: string;
  readonly root: ESTree.Program;
  readonly scopes: Scopes;
}

/** More nodes than this are not analysed. TypeScript's compiler, the largest known, has one million. */
export const MAX_NODES = 4_000_000;

export function newFacts(): Facts {
  return {
    bindings: new Map(),
    functions: new Map(),
    owners: new Map(),
    ownerOfThis: new Map(),
    links: new Map(),
    foreign: new Set(),
    files: [],
  };
}

/** Resolves the names of a parsed source; `undefined` where it has more nodes than the budget. */
export function toProgram(source: string, root: ESTree.Program): Program | undefined {
  const outline = toOutline(source, root, newGlobals());
  return outline === undefined ? undefined : resolveNames(outline, newFacts());
}

/** Declares the names of a parsed source; those it makes global go to `globals`. */
export function toOutline(source: string, root: ESTree.Program, globals: Scope): Outline | undefined {
  const scopes = declareScopes(root, MAX_NODES, globals);
  return scopes === undefined ? undefined : { source, root, scopes };
}
