import { spend, type Analysis } from './analysis.ts';
import { newHeap, type Heap } from './heap.ts';

/** The state of solving one system of questions. */
export interface Solver {
  /** What is being computed, and so depends on what it asks. */
  current: Cell | undefined;
  /**
   * Questions to compute, or to compute again because something they asked has changed. The youngest comes first: it
   * was asked by an older one, which so is computed again only when all it asked is settled.
   */
  open: Heap<Cell>;
  /** Counts questions. */
  count: number;
  /** Counts solved systems: what an earlier one has answered is final. */
  epoch: number;
}

/** One question with the best answer so far. */
interface Cell {
  dependents: Set<Cell> | undefined;
  /** Whether the answer has changed. */
  readonly update: () => boolean;
  readonly epoch: number;
  readonly rank: number;
  rounds: number;
  isOpen: boolean;
}

export interface Answered<Answer> extends Cell {
  answer: readonly Answer[];
}

export interface Question<Answer> {
  /** What is asked about. */
  readonly about: object;
  readonly memo: Map<object, Answered<Answer>>;
  readonly compute: () => readonly Answer[];
  readonly isSame: (a: Answer, b: Answer) => boolean;
}

/** An answer that still changes after so many rounds goes round in a circle. */
const MAX_ROUNDS = 16;

function rankOf({ rank }: Cell): number {
  return rank;
}

export function newSolver(): Solver {
  return { current: undefined, open: newHeap(rankOf), count: 0, epoch: 0 };
}

/**
 * Answers a question that was not asked before (see `recall`), whose answer depends on other questions, which may depend
 * on it again: the least fixed point, by a list of what is still open. There is no recursion, so that no chain in a
 * hostile program is too long; and a question is computed again only when something it asked has changed.
 */
export function answer<Answer>(
  analysis: Analysis,
  solver: Solver,
  question: Question<Answer>,
): readonly Answer[] {
  const cell = open(analysis, solver, question);
  if (solver.current === undefined) solve(solver);
  else depend(cell, solver.current);
  return cell.answer;
}

/** The answer to a question that was asked before: most are, and nothing need be made to ask them again. */
export function recall<Answer>(solver: Solver, cell: Answered<Answer>): readonly Answer[] {
  if (solver.current !== undefined && cell.epoch === solver.epoch) depend(cell, solver.current);
  return cell.answer;
}

function depend(cell: Cell, dependent: Cell): void {
  cell.dependents ??= new Set();
  cell.dependents.add(dependent);
}

function open<Answer>(analysis: Analysis, solver: Solver, question: Question<Answer>): Answered<Answer> {
  const { about, memo, compute, isSame } = question;
  const cell: Answered<Answer> = {
    dependents: undefined,
    epoch: solver.epoch,
    rank: solver.count,
    rounds: 0,
    isOpen: true,
    answer: [],
    update: () => {
      spend(analysis);
      const found = compute();
      if (areSame(found, cell.answer, isSame)) return false;
      cell.answer = found;
      return true;
    },
  };
  solver.count += 1;
  memo.set(about, cell);
  solver.open.push(cell);
  return cell;
}

function areSame<Answer>(
  found: readonly Answer[],
  before: readonly Answer[],
  isSame: Question<Answer>['isSame'],
): boolean {
  if (found.length !== before.length) return false;
  return found.every((item, index) => {
    const other = before[index];
    return other !== undefined && isSame(other, item);
  });
}

function solve(solver: Solver): void {
  try {
    for (let cell = solver.open.pop(); cell !== undefined; cell = solver.open.pop()) {
      cell.isOpen = false;
      cell.rounds += 1;
      solver.current = cell;
      if (!cell.update()) continue;
      for (const dependent of cell.dependents ?? []) reopen(solver, dependent);
    }
  } finally {
    solver.current = undefined;
    solver.open = newHeap(rankOf);
    solver.epoch += 1;
  }
}

function reopen(solver: Solver, cell: Cell): void {
  if (cell.isOpen || cell.rounds >= MAX_ROUNDS) return;
  cell.isOpen = true;
  solver.open.push(cell);
}
