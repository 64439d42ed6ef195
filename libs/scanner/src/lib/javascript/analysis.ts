import { VaultError } from '@ragnos-vault/errors';
import { newSolver, type Answered, type Solver } from './answer.ts';
import type { Actions } from './actions.ts';
import type { Binding, Invocation } from './binding.ts';
import type { Summary } from './result-flow.ts';
import type { Label } from './label.ts';
import type { MemberIndex } from './member-index.ts';
import type { FunctionNode, Node } from './node.ts';
import type { Outflow } from './outflows.ts';
import type { Ground } from './passages.ts';
import type { Program } from './program.ts';
import type { Taint } from './taint.ts';
import type { Text } from './text.ts';

/** What was found out so far by node. Sources that share facts share answers: each is computed once. */
export interface Answers {
  readonly names: Map<object, Answered<string>>;
  readonly parts: Map<Binding, Map<string, object>>;
  readonly texts: Map<object, Answered<Text>>;
  /** By what a callee starts at, and the path from there. */
  readonly functions: Map<object, Map<string, readonly FunctionNode[]>>;
  readonly solver: Solver;
  readonly taint: Taint;
  readonly members: MemberIndex;
  readonly callers: Map<FunctionNode, readonly Invocation[]>;
  readonly ground: Ground;
  readonly results: {
    readonly known: Map<FunctionNode, Map<string, Summary>>;
    /** Those that are being found out. */
    readonly open: Set<FunctionNode>;
  };
  /** The files of the nodes that flows were told of. */
  readonly places: Map<Node, { readonly path: string | undefined }>;
  /** The sources that share the answers. */
  readonly programs: readonly Program[];
  readonly environment: { isRead?: boolean };
}

/** A program with what was found out about it so far. */
export interface Analysis extends Answers {
  readonly program: Program;
  readonly leaving: Map<Outflow, readonly Label[]>;
  readonly memo: {
    actions?: Actions;
    outflows?: readonly Outflow[];
    readsEnvironment?: boolean;
    isCut?: boolean;
  };
  /** The analysis that `bound` was added to. */
  readonly base: Analysis | undefined;
  /** The function whose call is evaluated. */
  readonly evaluated: FunctionNode | undefined;
  /** While the body of a small function is evaluated: what its parameters are. */
  readonly bound: ReadonlyMap<Binding, readonly Text[]>;
  /** How many calls are being evaluated within one another. */
  readonly nesting: number;
  readonly effort: { left: number };
}

/** Steps of analysis one source may cost: a count, not a time, so that the verdict is the same on every machine. */
export const MAX_STEPS = 8_000_000;

export function toAnalysis(program: Program, steps = MAX_STEPS, answers = newAnswers([program])): Analysis {
  return {
    ...answers,
    program,
    leaving: new Map(),
    memo: {},
    base: undefined,
    evaluated: undefined,
    bound: new Map(),
    nesting: 0,
    effort: { left: steps },
  };
}

/** No answers yet, for programs that share their facts. */
export function newAnswers(programs: readonly Program[]): Answers {
  return {
    names: new Map(),
    parts: new Map(),
    texts: new Map(),
    functions: new Map(),
    solver: newSolver(),
    taint: { masks: new Map(), dependents: new Map() },
    members: { writes: new Map(), calls: new Map(), properties: new Map(), methods: new Map() },
    callers: new Map(),
    results: { known: new Map(), open: new Set() },
    ground: { spots: new Map(), kept: 0 },
    places: new Map(),
    programs,
    environment: {},
  };
}

/**
 * Pays for a step, or for several.
 *
 * @throws ERR_SCAN_INCOMPLETE when the budget is spent.
 */
export function spend({ effort }: Analysis, steps = 1): void {
  effort.left -= steps;
  if (effort.left < 0) throw new VaultError('ERR_SCAN_INCOMPLETE', 'the analysis has run out of steps');
}
