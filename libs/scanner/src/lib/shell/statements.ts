/** The words of one command: quotes removed, substitutions left as they stand. */
export type Words = readonly string[];

/** One pipeline: `a | b | c` has three stages. */
export interface Pipeline {
  readonly stages: readonly Words[];
  /** Where it starts in the text; for what stands inside a word, where the word's pipeline starts. */
  readonly offset: number;
}

const MAX_DEPTH = 4;
const SUBSTITUTION = /\$\(([^()]*)\)|`([^`]*)`|[<>]\(([^()]*)\)/g;

interface State {
  readonly text: string;
  at: number;
  start: number | undefined;
  word: string | undefined;
  words: string[];
  stages: Words[];
  readonly pipelines: Pipeline[];
}

/**
 * Reads a shell command as its pipelines, those inside `sh -c '...'` and `$(...)` included. It is a reading for
 * inspection: what a shell would expand stays unexpanded, and bad quoting never throws.
 */
export function readPipelines(text: string, depth = 0): readonly Pipeline[] {
  const own = readOutermost(text);
  if (depth >= MAX_DEPTH) return own;
  return own.flatMap((pipeline) => {
    const parts = pipeline.stages.flat().flatMap((word) => innerTexts(word));
    const inner = parts.flatMap((part) => readPipelines(part, depth + 1));
    return [pipeline, ...inner.map(({ stages }) => ({ stages, offset: pipeline.offset }))];
  });
}

function innerTexts(word: string): string[] {
  const substitutions = [...word.matchAll(SUBSTITUTION)].map(
    (found) => found[1] ?? found[2] ?? found[3] ?? '',
  );
  return /\s/.test(word) ? [word, ...substitutions] : substitutions;
}

/** The same without what stands inside words. */
export function readOutermost(text: string): readonly Pipeline[] {
  const state: State = {
    text,
    at: 0,
    start: undefined,
    word: undefined,
    words: [],
    stages: [],
    pipelines: [],
  };
  while (state.at < text.length) step(state);
  endPipeline(state);
  return state.pipelines;
}

function step(state: State): void {
  const { text, at } = state;
  const character = text[at] ?? '';
  state.at += 1;
  if (!/[\s;&|]/.test(character)) state.start ??= at;
  if (character === "'" || character === '"') readQuoted(state, character);
  else if (character === '\\') readEscape(state);
  else if (character === '`' || isSubstitution(text, at)) readSubstitution(state, character);
  else if (character === '#' && state.word === undefined) state.at = endOfLine(text, at);
  else if (character === '|' && text[at + 1] !== '|') endStage(state);
  else if (/[;\n&|]/.test(character) && !isRedirection(text, at)) endPipeline(state);
  else if (/\s/.test(character)) endWord(state);
  else state.word = (state.word ?? '') + character;
}

/** `2>&1` and `&>file` redirect; they end nothing. */
function isRedirection(text: string, at: number): boolean {
  return text[at] === '&' && (text[at - 1] === '>' || text[at - 1] === '<' || text[at + 1] === '>');
}

function isSubstitution(text: string, at: number): boolean {
  return text[at + 1] === '(' && /[$<>]/.test(text[at] ?? '');
}

function readQuoted(state: State, mark: string): void {
  const { text } = state;
  let inside = '';
  while (state.at < text.length && text[state.at] !== mark) {
    if (mark === '"' && text[state.at] === '\\' && /["\\$`]/.test(text[state.at + 1] ?? '')) state.at += 1;
    inside += text[state.at] ?? '';
    state.at += 1;
  }
  state.at += 1;
  state.word = (state.word ?? '') + inside;
}

/** Outside quotes a backslash joins lines, or takes the next character as it is; before letters it is a Windows path. */
function readEscape(state: State): void {
  const next = state.text[state.at] ?? '';
  if (next === '\n') {
    state.at += 1;
  } else if (/[A-Za-z0-9]/.test(next)) {
    state.word = `${state.word ?? ''}\\`;
  } else {
    state.word = (state.word ?? '') + next;
    state.at += 1;
  }
}

function readSubstitution(state: State, opening: string): void {
  const { text } = state;
  const start = state.at - 1;
  if (opening === '`') {
    const end = text.indexOf('`', state.at);
    state.at = end === -1 ? text.length : end + 1;
  } else {
    state.at = closingParenthesis(text, state.at);
  }
  state.word = (state.word ?? '') + text.slice(start, state.at);
}

function closingParenthesis(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    if (text[at] === ')') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return text.length;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

function endWord(state: State): void {
  if (state.word !== undefined) state.words.push(state.word);
  state.word = undefined;
}

function endStage(state: State): void {
  endWord(state);
  if (state.words.length > 0) state.stages.push(state.words);
  state.words = [];
}

function endPipeline(state: State): void {
  endStage(state);
  if (state.stages.length > 0) state.pipelines.push({ stages: state.stages, offset: state.start ?? 0 });
  state.stages = [];
  state.start = undefined;
}
