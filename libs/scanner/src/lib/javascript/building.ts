import type { Binding, Invocation, Request } from './binding.ts';
import type { FunctionNode, Node } from './node.ts';
import type { Facts, FunctionFacts, OwnerFacts } from './program.ts';
import type { Scope, ScopeMap } from './scope.ts';
import type { ESTree } from 'meriyah';

/** What surrounds a node; shared by all nodes of one scope. */
export interface Context {
  readonly scope: Scope;
  readonly fn: FunctionNode | undefined;
  /** Whose `this` is meant here. */
  readonly owner: Node;
}

/** A program while its names are resolved. */
export interface Building {
  readonly program: Facts & {
    readonly requests: Request[];
    readonly invocations: Invocation[];
    readonly imports: ESTree.ImportExpression[];
    readonly assignments: ESTree.AssignmentExpression[];
    readonly members: ESTree.MemberExpression[];
    readonly held: Node[];
    readonly computed: ESTree.MemberExpression[];
    readonly strings: { value: string; node: Node }[];
    readonly regexes: { pattern: string; node: Node }[];
    readonly identifiers: Map<string, ESTree.Identifier>;
    readonly loops: Node[];
    readonly withs: Node[];
  };
  readonly scopes: ScopeMap;
  readonly globals: Scope;
  /** What the source exports. */
  readonly exports: Binding;
}

export function emptyProgram(facts: Facts): Building['program'] {
  return {
    ...facts,
    requests: [],
    invocations: [],
    imports: [],
    assignments: [],
    members: [],
    held: [],
    computed: [],
    strings: [],
    regexes: [],
    identifiers: new Map(),
    loops: [],
    withs: [],
  };
}

/** What is known of a function; made at first sight. */
export function factsOf(node: FunctionNode, { program }: Building): FunctionFacts {
  const known = program.functions.get(node);
  if (known !== undefined) return known;
  const facts: FunctionFacts = {
    results: [],
    callers: [],
    passedTo: [],
    holders: [],
    memberOf: [],
    methodOf: [],
  };
  program.functions.set(node, facts);
  return facts;
}

/** What is known of a `this`; made at first sight. */
export function ownerFactsOf(owner: Node, { program }: Building): OwnerFacts {
  const known = program.owners.get(owner);
  if (known !== undefined) return known;
  const facts: OwnerFacts = { writes: [], methods: new Map(), calls: [] };
  program.owners.set(owner, facts);
  return facts;
}

/** Remembers a function as a method of the class or constructor whose `this` it shares. */
export function addMethod(
  { owner, name }: { readonly owner: Node; readonly name: string },
  fn: FunctionNode,
  building: Building,
): void {
  const { methods } = ownerFactsOf(owner, building);
  methods.set(name, [...(methods.get(name) ?? []), fn]);
  factsOf(fn, building).methodOf.push({ owner, name });
}
