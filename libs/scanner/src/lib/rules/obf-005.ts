import { quote } from '../display-text.ts';
import { actionsOf } from '../javascript/actions.ts';
import { namesOf } from '../javascript/names.ts';
import { offsetOf, type Node } from '../javascript/node.ts';
import { isEmptyFunction } from '../javascript/reach.ts';
import { textsOf } from '../javascript/texts.ts';
import { trace } from '../javascript/trace.ts';
import type { Analysis } from '../javascript/analysis.ts';
import type { Hit, Rule } from '../rule.ts';

const OUTPUT =
  /^(?:console(?:\.(?:log|error|warn|info|debug|trace|exception|\?))?|process\.std(?:out|err)\.write)$/;
const FAILURES = /^(?:uncaughtException|unhandledRejection|error|uncaughtExceptionMonitor)$/;

export const OBF_005: Rule = {
  id: 'OBF-005',
  title: 'Silences the program around decoded code',
  severity: 'medium',
  what: 'The console or the output of the process is replaced by nothing, or errors of the whole process are swallowed, in a file that runs or calls what it decoded or fetched.',
  why: 'A payload that fails must not be noticed.',
  incident: 'Obfuscated loaders since 2021 (`disableConsoleOutput` of obfuscator.io)',
  fix: 'Let errors be seen.',
  *checkProgram(analysis) {
    const silenced = [...silencedOutput(analysis), ...swallowedFailures(analysis)];
    if (silenced.length > 0 && hidesCode(analysis)) yield* silenced;
  },
};

function* silencedOutput(analysis: Analysis): Iterable<Hit> {
  for (const { left, right } of analysis.program.assignments) {
    if (left.type !== 'MemberExpression' || !isEmptyFunction(analysis, right)) continue;
    const output = outputOf(analysis, left);
    if (output !== undefined) yield { offset: offsetOf(left), message: `silences ${quote(output)}` };
  }
}

/** `console` is no name that data flows through; the engine need not know it. */
function outputOf(analysis: Analysis, left: Extract<Node, { type: 'MemberExpression' }>): string | undefined {
  if (left.object.type === 'Identifier' && left.object.name === 'console') return 'console';
  return namesOf(analysis, left).find((name) => OUTPUT.test(name));
}

function* swallowedFailures(analysis: Analysis): Iterable<Hit> {
  for (const { node, names, args } of actionsOf(analysis).calls) {
    const [event, handler] = args;
    if (event === undefined || handler === undefined) continue;
    if (!names.some((name) => /^process\.(?:on|once|addListener)$/.test(name))) continue;
    const isFailure = textsOf(analysis, event).some(({ value }) => FAILURES.test(value));
    if (isFailure && isEmptyFunction(analysis, handler))
      yield { offset: offsetOf(node), message: 'swallows the errors of the process' };
  }
}

function hidesCode(analysis: Analysis): boolean {
  const { evals, runs } = actionsOf(analysis);
  const nodes = [
    ...evals.map(({ code }) => code),
    ...runs.flatMap(({ command, args }) => [command, ...(args === undefined ? [] : [args])]),
  ];
  return nodes.some(
    (node) => trace(analysis, node, { kinds: ['decoded', 'fetched'], first: true }).length > 0,
  );
}
