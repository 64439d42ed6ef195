import { actionsOf, type Run } from '../javascript/actions.ts';
import { elementsOf } from '../javascript/decoded-texts.ts';
import { hitOf } from '../javascript/flow-steps.ts';
import { isOwn } from '../javascript/is-own.ts';
import { offsetOf, type Node } from '../javascript/node.ts';
import { sameValue } from '../javascript/same-value.ts';
import { textsOf } from '../javascript/texts.ts';
import { trace } from '../javascript/trace.ts';
import { INTERPRETERS, programOf } from '../shell/programs.ts';
import { readPipelines } from '../shell/statements.ts';
import { quote } from '../display-text.ts';
import type { Analysis } from '../javascript/analysis.ts';
import type { Label } from '../javascript/label.ts';
import type { PluginFile } from '../plugin/plugin.ts';
import type { Hit, Rule } from '../rule.ts';
import { isUnasked } from './unasked.ts';

const CODE_FLAGS = /^(?:-e|-p|-pe|--eval|--print|-r|--require|--import|-l?i?c|\/c|-command|-enc\w*)$/i;
/** Of Windows: all that follows is one command. */
const REST_FLAGS = /^(?:\/c|-command|-enc\w*)$/i;

/** Shorter texts are names of encodings and separators. */
const LEAST_CODE = 16;

export const EXE_002: Rule = {
  id: 'EXE-002',
  title: 'Decoded or fetched data becomes code',
  severity: 'critical',
  what: 'What was decoded (base64, hex, character codes), decrypted, inflated or fetched reaches `eval`, `Function`, `vm`, `Module._compile`, a `data:` import, a module that is written and loaded, or the command line of an interpreter. Medium where a caller must give both the moment and the data, as loaders of modules do.',
  why: 'Code that has to be decoded first is code nobody was meant to read.',
  incident: 'event-stream and flatmap-stream 2018, getcookies 2018, Ledger Connect Kit 2023',
  fix: 'Ship code as code.',
  *checkProgram(analysis, file) {
    const { evals, runs, writes, calls } = actionsOf(analysis);
    const place: Place = { analysis, file };
    for (const { node, name, code } of evals) {
      const what = hidden(place, { node, data: code });
      if (what !== undefined)
        yield toHit(place, { node, message: `${quote(name)} runs what ${what.cause}` }, what);
    }
    for (const run of runs) yield* checkRun(place, run);
    const loads = calls
      .filter(({ names }) => names.includes('require'))
      .flatMap(({ args }) => args.slice(0, 1));
    const loaded = [...loads, ...analysis.program.imports.map(({ source }) => source)];
    for (const { call, path, data } of writes) {
      if (data === undefined || !sameValue(analysis, path, loaded)) continue;
      const what = hidden(place, { node: call.node, data });
      if (what === undefined) continue;
      const message = `writes a module, and loads it, of what ${what.cause}`;
      yield toHit(place, { node: call.node, message }, what);
    }
  },
};

interface Place {
  readonly analysis: Analysis;
  readonly file: PluginFile;
}

function* checkRun(place: Place, { call, command, args }: Run): Iterable<Hit> {
  const { analysis } = place;
  const commands = textsOf(analysis, command);
  if (commands.some(({ made }) => made === 'decoded')) {
    yield {
      offset: offsetOf(call.node),
      message: `starts a command that was decoded: ${quote(commands[0]?.value ?? '')}`,
    };
    return;
  }
  const isInterpreter = commands.some(({ value }) => startsInterpreter(value));
  if (args === undefined || !isInterpreter) return;
  const what = codeIn(analysis, args)
    .map((data) => hidden(place, { node: call.node, data }))
    .find((found) => found !== undefined);
  if (what === undefined) return;
  yield toHit(place, { node: call.node, message: `an interpreter runs what ${what.cause}` }, what);
}

/** Of the arguments of an interpreter, what it runs: what follows `-e`, else its first file. The others are data. */
function codeIn(analysis: Analysis, args: Node): readonly Node[] {
  const elements = elementsOf(analysis, args);
  if (elements === undefined) return [args];
  const isText = (node: Node, pattern: RegExp): boolean =>
    textsOf(analysis, node).some(({ value }) => pattern.test(value));
  const flag = elements.findIndex((node) => isText(node, CODE_FLAGS));
  const flagged = elements[flag];
  if (flagged !== undefined)
    return elements.slice(flag + 1, isText(flagged, REST_FLAGS) ? undefined : flag + 2);
  const file = elements.findIndex((node) => !isText(node, /^(?:--?|\/)\w/));
  return elements.slice(0, file + 1);
}

function startsInterpreter(command: string): boolean {
  return readPipelines(command).some(({ stages }) =>
    stages.some((words) => INTERPRETERS.has(programOf(words).program)),
  );
}

interface Hidden {
  readonly cause: string;
  readonly label: Label;
  /** A caller must ask for it and say what it is of. */
  readonly isForCallers: boolean;
}

/** What becomes code at `node`, where somebody would have to decode or fetch it to read it. */
function hidden(
  { analysis, file }: Place,
  { node, data }: { readonly node: Node; readonly data: Node },
): Hidden | undefined {
  const options = { kinds: ['decoded', 'fetched'] } as const;
  const [first] = trace(analysis, data, { ...options, first: true });
  if (first === undefined) return undefined;
  const isFirst = isOwn(analysis, first, LEAST_CODE);
  const labels = isFirst ? [first] : trace(analysis, data, options);
  const own = labels.find((label) => isOwn(analysis, label, LEAST_CODE));
  const label = own ?? first;
  const cause = `${quote(label.detail)} ${label.kind}`;
  return { cause, label, isForCallers: own === undefined && !isUnasked(analysis, file, node) };
}

function toHit(
  { analysis }: Place,
  sink: { readonly node: Node; readonly message: string },
  { label, isForCallers }: Hidden,
): Hit {
  return { ...hitOf(analysis, label, sink), ...(isForCallers && { severity: 'medium' }) };
}
