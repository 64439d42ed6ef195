import { actionsOf, type Run } from '../javascript/actions.ts';
import { elementsOf } from '../javascript/decoded-texts.ts';
import { offsetOf, type Node } from '../javascript/node.ts';
import { sameValue } from '../javascript/same-value.ts';
import { textsOf } from '../javascript/texts.ts';
import { trace } from '../javascript/trace.ts';
import { INTERPRETERS, programOf } from '../shell/programs.ts';
import { readPipelines } from '../shell/statements.ts';
import { quote } from '../display-text.ts';
import type { Analysis } from '../javascript/analysis.ts';
import type { Label } from '../javascript/label.ts';
import type { Hit, Rule } from '../rule.ts';

const CODE_FLAGS = /^(?:-e|-p|-pe|--eval|--print|-r|--require|--import|-l?i?c|\/c|-command|-enc\w*)$/i;

export const EXE_002: Rule = {
  id: 'EXE-002',
  title: 'Decoded or fetched data becomes code',
  severity: 'critical',
  what: 'What was decoded (base64, hex, character codes), decrypted, inflated or fetched reaches `eval`, `Function`, `vm`, `Module._compile`, a `data:` import, a module that is written and loaded, or the command line of an interpreter.',
  why: 'Code that has to be decoded first is code nobody was meant to read.',
  incident: 'event-stream and flatmap-stream 2018, getcookies 2018, Ledger Connect Kit 2023',
  fix: 'Ship code as code.',
  *checkProgram(analysis) {
    const { evals, runs, writes, calls } = actionsOf(analysis);
    for (const { node, name, code } of evals) {
      const label = hidden(analysis, code);
      if (label !== undefined)
        yield { offset: offsetOf(node), message: `${quote(name)} runs what ${cause(label)}` };
    }
    for (const run of runs) yield* checkRun(analysis, run);
    const loads = calls
      .filter(({ names }) => names.includes('require'))
      .flatMap(({ args }) => args.slice(0, 1));
    const loaded = [...loads, ...analysis.program.imports.map(({ source }) => source)];
    for (const { call, path, data } of writes) {
      if (data === undefined || !sameValue(analysis, path, loaded)) continue;
      const label = hidden(analysis, data);
      if (label === undefined) continue;
      yield {
        offset: offsetOf(call.node),
        message: `writes a module, and loads it, of what ${cause(label)}`,
      };
    }
  },
};

function* checkRun(analysis: Analysis, { call, command, args }: Run): Iterable<Hit> {
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
  const label = codeIn(analysis, args)
    .map((node) => hidden(analysis, node))
    .find((found) => found !== undefined);
  if (label !== undefined)
    yield { offset: offsetOf(call.node), message: `an interpreter runs what ${cause(label)}` };
}

/** Of the arguments of an interpreter, what it runs: what follows `-e`, else its first file. The others are data. */
function codeIn(analysis: Analysis, args: Node): readonly Node[] {
  const elements = elementsOf(analysis, args);
  if (elements === undefined) return [args];
  const isText = (node: Node, pattern: RegExp): boolean =>
    textsOf(analysis, node).some(({ value }) => pattern.test(value));
  const flag = elements.findIndex((node) => isText(node, CODE_FLAGS));
  if (flag !== -1) return elements.slice(flag + 1);
  const file = elements.findIndex((node) => !isText(node, /^[-/]\w/));
  return elements.slice(0, file + 1);
}

function startsInterpreter(command: string): boolean {
  return readPipelines(command).some(({ stages }) =>
    stages.some((words) => INTERPRETERS.has(programOf(words).program)),
  );
}

function hidden(analysis: Analysis, node: Node): Label | undefined {
  return trace(analysis, node, { kinds: ['decoded', 'fetched'], first: true })[0];
}

function cause({ kind, detail }: Label): string {
  return kind === 'fetched' ? `${quote(detail)} fetched` : `${quote(detail)} decoded`;
}
