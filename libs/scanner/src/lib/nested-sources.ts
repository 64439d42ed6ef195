import { actionsOf, type Run } from './javascript/actions.ts';
import { offsetOf } from './javascript/node.ts';
import { elementsOf } from './javascript/decoded-texts.ts';
import { textsOf } from './javascript/texts.ts';
import { codeIn, inlineCodeOf } from './plugin/inline-code.ts';
import type { Analysis } from './javascript/analysis.ts';

export interface Nested {
  readonly text: string;
  readonly offset: number;
}

/** Shorter strings given to `eval` hold nothing worth reading. */
const MIN_LENGTH = 16;

/** The commands a program starts, as far as they are constant; the arguments of `spawn` follow the program. */
export function commandsIn(analysis: Analysis): readonly Nested[] {
  return actionsOf(analysis).runs.flatMap((run) =>
    commandTexts(analysis, run).map((text) => ({ text, offset: offsetOf(run.call.node) })),
  );
}

/** Code a program holds as a constant string: given to `eval`, to `node -e`, decoded or not. */
export function sourcesIn(analysis: Analysis): readonly Nested[] {
  const { evals, runs } = actionsOf(analysis);
  const evaluated = evals.flatMap(({ node, code }) =>
    textsOf(analysis, code).map(({ value }) => ({ text: codeOf(value), offset: offsetOf(node) })),
  );
  const started = runs.flatMap((run) => {
    const offset = offsetOf(run.call.node);
    const listed = codeIn(argumentTexts(analysis, run));
    const inline = run.args === undefined ? commandTexts(analysis, run).flatMap(inlineCodeOf) : [];
    return [...listed, ...inline].map((text) => ({ text, offset }));
  });
  return [...evaluated, ...started].filter(({ text }) => text.length >= MIN_LENGTH);
}

function commandTexts(analysis: Analysis, run: Run): readonly string[] {
  const rest = argumentTexts(analysis, run);
  return textsOf(analysis, run.command).map(({ value }) => [value, ...rest.map(quoted)].join(' '));
}

function argumentTexts(analysis: Analysis, { args }: Run): readonly string[] {
  if (args === undefined) return [];
  return (elementsOf(analysis, args) ?? []).map((element) => textsOf(analysis, element)[0]?.value ?? '');
}

function quoted(word: string): string {
  return /[\s;&|'"]/.test(word) ? `'${word.replaceAll("'", `'"'"'`)}'` : word;
}

/** `data:text/javascript;base64,...` holds its code behind the comma. */
function codeOf(text: string): string {
  const data = /^data:[^,]*,/.exec(text)?.[0];
  if (data === undefined) return text;
  const body = text.slice(data.length);
  return data.endsWith(';base64,') ? Buffer.from(body, 'base64').toString('utf8') : body;
}
