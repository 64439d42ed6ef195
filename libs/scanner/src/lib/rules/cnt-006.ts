import { actionsOf } from '../javascript/actions.ts';
import { offsetOf } from '../javascript/node.ts';
import { hiddenCode, type HiddenCode } from '../plugin/blank-runs.ts';
import { isMinified } from '../release/text-shape.ts';
import type { Analysis } from '../javascript/analysis.ts';
import type { Hit, Rule } from '../rule.ts';

/** Bundles of whole compilers are this large, and few others. */
const GIANT = 4 * 1024 * 1024;
/** One such line in a file of short ones was not written where it stands. */
const LONG_LINE = 2000;
const MIN_SHORT_LINES = 12;
const SHORT_LINE = 120;
/** What code that does anything refers to. */
const CAPABLE =
  /^(?:require$|import$|eval$|Function$|process\b|child_process\b|fetch$|atob$|fs\b|https?\b|net\b|vm\b|Module\b|globalThis\b|fetch\b|XMLHttpRequest\b)/;

export const CNT_006: Rule = {
  id: 'CNT-006',
  title: 'Abnormal size, or text out of sight',
  severity: 'medium',
  what: 'Code stands behind hundreds of blanks in its line or below hundreds of empty lines (high where it reaches for more than the language); a file written by hand holds one line of thousands of characters that does so; or one dense source has more than four megabytes.',
  why: 'Viewers and reviews show the first columns and the first pages; what is beyond them goes unread.',
  incident:
    'react-native-aria 2025 (blanks), chalk and debug 2025 (one line), Shai-Hulud 2.0 bun_environment.js (10 MB)',
  fix: 'Format the source, and leave generated bundles out of the package or split them.',
  *checkFile(file) {
    const isCode = file.kind === 'javascript' || file.kind === 'typescript';
    if (isCode && file.content.length >= GIANT && isMinified(file))
      yield { offset: 0, message: `is one dense source of ${file.content.length} bytes` };
    if (file.kind !== 'shell') return;
    const text = file.text();
    for (const hidden of hiddenCode(text))
      if (text[hidden.offset] !== '#') yield { offset: hidden.offset, message: messageOf(hidden) };
  },
  *checkProgram(analysis) {
    const { source } = analysis.program;
    const hidden = hiddenCode(source).filter((each) => !isInText(analysis, each));
    const long = longLine(source);
    if (hidden.length === 0 && long === undefined) return;
    const starts = callStarts(analysis);
    for (const each of hidden) {
      const inLine = starts.filter(({ at }) => at >= each.offset && at < each.end);
      if (inLine.length === 0) continue;
      const isCapable = inLine.some((call) => call.isCapable);
      yield { offset: each.offset, message: messageOf(each), ...(isCapable ? { severity: 'high' } : {}) };
    }
    yield* longLineHits(long, starts);
  },
};

function messageOf({ blanks, by }: HiddenCode): string {
  return by === 'columns' ? `code behind ${blanks} blanks in its line` : `code below ${blanks} empty lines`;
}

interface CallStart {
  readonly at: number;
  readonly isCapable: boolean;
}

function callStarts(analysis: Analysis): readonly CallStart[] {
  return actionsOf(analysis).calls.map(({ node, names }) => ({
    at: offsetOf(node),
    isCapable: names.some((name) => CAPABLE.test(name)),
  }));
}

/** Blanks that belong to a string hide nothing. */
function isInText({ program }: Analysis, { offset }: HiddenCode): boolean {
  if (/^['"`]|^\$\{/.test(program.source.slice(offset, offset + 2))) return true;
  return program.strings.some(({ node }) => offsetOf(node) < offset && offset < (node.end ?? 0));
}

interface Line {
  readonly offset: number;
  readonly end: number;
}

/** The one long line of a file whose others are short. */
function longLine(source: string): Line | undefined {
  let found: Line | undefined;
  let short = 0;
  for (let offset = 0; offset < source.length;) {
    const next = source.indexOf('\n', offset);
    const end = next === -1 ? source.length : next;
    const length = end - offset;
    if (length > LONG_LINE && found !== undefined) return undefined;
    if (length > LONG_LINE) found = { offset, end };
    else if (length > 0 && length <= SHORT_LINE) short += 1;
    offset = end + 1;
  }
  return short >= MIN_SHORT_LINES ? found : undefined;
}

function* longLineHits(line: Line | undefined, starts: readonly CallStart[]): Iterable<Hit> {
  if (line === undefined) return;
  const isCapable = starts.some(
    ({ at, isCapable: does }) => does && at > line.offset + SHORT_LINE && at < line.end,
  );
  if (!isCapable) return;
  const message = `one line of ${line.end - line.offset} characters among short ones, and it calls more than the language has`;
  yield { offset: line.offset, message };
}
