import { actionsOf } from '../javascript/actions.ts';
import { childrenOf, isFunction, offsetOf, type Node } from '../javascript/node.ts';
import { labelsOf, outflowsOf } from '../javascript/outflows.ts';
import { isInside } from '../javascript/reach.ts';
import { trace } from '../javascript/trace.ts';
import type { Analysis } from '../javascript/analysis.ts';
import type { Rule } from '../rule.ts';

/** What tells a victim from an analyst, or one country from another. */
const GATES: readonly (readonly [what: string, mark: RegExp])[] = [
  [
    'whether it is built by a machine',
    /\benv\.(?:CI|GITHUB_ACTIONS|GITLAB_CI|TRAVIS|CIRCLECI|JENKINS_URL|BUILD_ID)\b/,
  ],
  [
    'the language or time zone',
    /\btimeZone\b|getTimezoneOffset|\.locale\b|navigator\.languages?\b|\benv\.(?:LANG|LC_ALL)\b/,
  ],
  ['the country', /\bcountry(?:_?(?:code|name))?\b/i],
  ['the name of host or user', /\bhostname\(|\buserInfo\(|\benv\.(?:USER|USERNAME|HOSTNAME|COMPUTERNAME)\b/],
  ['the date', /\bgetMonth\(|\bDate\(['"\d]|\bDate\.now\(\)\s*[<>]=?\s*1\d{12}/],
  [
    'whether it is watched',
    /\bcpus\(\)\.length|\btotalmem\(|\bexecArgv\b|inspector\.url\(|\bVirtualBox\b|\bVBOX\b|\bVMware\b/i,
  ],
];
/** A condition is short; longer ones are not read. */
const MAX_LENGTH = 400;

interface Gate {
  readonly what: string;
  readonly guarded: readonly Node[];
}

export const EVA_001: Rule = {
  id: 'EVA-001',
  title: 'Only acts where it wants to',
  severity: 'medium',
  what: 'A condition on the build environment, language, time zone, country, host, user, date or sandbox guards code that is decoded or fetched, or the sending of secrets.',
  why: 'A payload that stays still where it might be watched is found late.',
  incident: 'node-ipc 2022 (country), flatmap-stream 2018 (one victim), Shai-Hulud 2025 (CI)',
  fix: 'Let code do the same everywhere.',
  *checkProgram(analysis) {
    const sinks = sinksOf(analysis);
    if (sinks.length === 0) return;
    for (const { what, guarded } of gatesIn(analysis)) {
      const sink = sinks.find(({ node }) => guarded.some((part) => isInside(part, node)));
      if (sink !== undefined)
        yield { offset: offsetOf(sink.node), message: `asks ${what} before it ${sink.does}` };
    }
  },
};

function sinksOf(analysis: Analysis): readonly { readonly node: Node; readonly does: string }[] {
  const { evals, runs } = actionsOf(analysis);
  const isHidden = (taken: Node): boolean =>
    trace(analysis, taken, { kinds: ['decoded', 'fetched'], first: true }).length > 0;
  return [
    ...evals.filter(({ code }) => isHidden(code)).map(({ node }) => ({ node, does: 'runs hidden code' })),
    ...runs
      .filter(({ command, args }) => isHidden(command) || (args !== undefined && isHidden(args)))
      .map(({ call }) => ({ node: call.node, does: 'starts a hidden command' })),
    ...outflowsOf(analysis)
      .filter((outflow) =>
        labelsOf(analysis, outflow).some(({ kind }) => kind !== 'host' && kind !== 'secret'),
      )
      .map(({ node }) => ({ node, does: 'sends what is not its own' })),
  ];
}

function gatesIn(analysis: Analysis): readonly Gate[] {
  const gates: Gate[] = [];
  const open: Node[] = [analysis.program.root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const parts = guardOf(node);
    if (parts !== undefined) {
      const what = whatIsAsked(analysis, parts.test);
      if (what !== undefined) gates.push({ what, guarded: parts.guarded });
    }
    open.push(...childrenOf(node));
  }
  return gates;
}

function guardOf(node: Node): { readonly test: Node; readonly guarded: readonly Node[] } | undefined {
  if (node.type === 'IfStatement' || node.type === 'ConditionalExpression') {
    const guarded = node.alternate ? [node.consequent, node.alternate] : [node.consequent];
    return { test: node.test, guarded };
  }
  if (node.type !== 'LogicalExpression' || node.operator === '??') return undefined;
  return { test: node.left, guarded: [node.right] };
}

function whatIsAsked(analysis: Analysis, test: Node): string | undefined {
  const texts = [textOf(analysis, test), ...namesIn(test).flatMap((name) => definedBy(analysis, name))];
  return GATES.find(([, mark]) => texts.some((text) => mark.test(text)))?.[0];
}

/** `const { timeZone } = options()` asks for `options().timeZone`. */
function definedBy(analysis: Analysis, name: Node): readonly string[] {
  const definitions = analysis.program.bindings.get(name)?.definitions ?? [];
  return definitions.flatMap((made) =>
    made.kind === 'value' ? [[textOf(analysis, made.from), ...made.path].join('.')] : [],
  );
}

function textOf({ program }: Analysis, node: Node): string {
  return program.source.slice(offsetOf(node), Math.min(node.end ?? 0, offsetOf(node) + MAX_LENGTH));
}

function namesIn(test: Node): readonly Node[] {
  const names: Node[] = [];
  const open = [test];
  for (let node = open.pop(); node !== undefined && names.length < 8; node = open.pop()) {
    if (node.type === 'Identifier') names.push(node);
    else if (!isFunction(node)) open.push(...childrenOf(node));
  }
  return names;
}
