import { quote } from '../display-text.ts';
import { actionsOf } from '../javascript/actions.ts';
import { unwrap } from '../javascript/invocation.ts';
import { namesOf } from '../javascript/names.ts';
import { offsetOf, plainKey, type Node } from '../javascript/node.ts';
import { addressesOf, hostOf, outflowsOf } from '../javascript/outflows.ts';
import { isInside, reachedFrom } from '../javascript/reach.ts';
import { textsOf } from '../javascript/texts.ts';
import type { Analysis } from '../javascript/analysis.ts';
import type { Hit, Rule } from '../rule.ts';

const HOOKED =
  /^(?:fetch|https?\.(?:request|get)|XMLHttpRequest(?:\.prototype\.\w+)?|JSON\.(?:parse|stringify)|child_process\.\w+|fs\.(?:read|write)\w+|crypto\.\w+|(?:Object|Array|Promise|String|Function|Map|Set)(?:\(\))?\.(?:prototype\.)?\w+|process\.(?:emit|stdout\.write|stderr\.write)|WebSocket(?:\.prototype\.send)?|navigator\.sendBeacon)$/;
const TYPING = /^(?:keydown|keyup|keypress|submit|paste)$/;
const LOCAL = /^(?:127\.|0\.0\.0\.0$|10\.|192\.168\.)/;

export const HOK_002: Rule = {
  id: 'HOK-002',
  title: 'A builtin is replaced by what reports elsewhere',
  severity: 'high',
  what: 'A builtin (`http.request`, `fetch`, `JSON.parse`, `child_process.spawn`, a method of a prototype) is replaced by a function that sends something to a host written in the code; or each key, paste or form of a whole page is sent to one.',
  why: 'Everything that the program and its other modules hand to the builtin passes through it.',
  incident: 'Builtin overrides in the wild since 2023',
  fix: 'Wrap what the plugin itself calls; leave what everybody calls.',
  *checkProgram(analysis) {
    const reports = outflowsOf(analysis).flatMap((outflow) => {
      const host = addressesOf(analysis, outflow)
        .map(hostOf)
        .find((known) => known !== undefined);
      return host === undefined || LOCAL.test(host) ? [] : [{ node: outflow.node, host }];
    });
    yield* listenersThatReport(analysis);
    if (reports.length === 0) return;
    for (const { left, right } of analysis.program.assignments) {
      if (left.type !== 'MemberExpression' && left.type !== 'Identifier') continue;
      const hooked = namesOf(analysis, left).find((name) => HOOKED.test(name));
      if (hooked === undefined) continue;
      const functions = reachedFrom(analysis, right);
      const report = reports.find(({ node }) => functions.some((fn) => isInside(fn, node)));
      if (report === undefined) continue;
      const message = `replaces ${quote(hooked)} by what sends to ${report.host}`;
      yield { offset: offsetOf(left), message };
    }
  },
};

/** What is typed into any part of a page. */
function* listenersThatReport(analysis: Analysis): Iterable<Hit> {
  for (const { node, callee, args } of actionsOf(analysis).calls) {
    const [event, handler] = args;
    if (event === undefined || handler === undefined || callee.type !== 'MemberExpression') continue;
    if (plainKey(callee.property, callee.computed) !== 'addEventListener') continue;
    const page = unwrap(callee.object);
    if (page.type !== 'Identifier' || !/^(?:document|window|self|globalThis)$/.test(page.name)) continue;
    if (!textsOf(analysis, event).some(({ value }) => TYPING.test(value))) continue;
    const functions = reachedFrom(analysis, handler);
    const host = hostsIn(analysis).find((sent) => functions.some((fn) => isInside(fn, sent.node)))?.host;
    if (host !== undefined) yield { offset: offsetOf(node), message: `sends what is typed to ${host}` };
  }
}

/** Calls that send, and pictures that are only fetched to tell something. */
function hostsIn(analysis: Analysis): readonly { readonly node: Node; readonly host: string }[] {
  const sent = outflowsOf(analysis).map((outflow) => ({
    node: outflow.node,
    texts: addressesOf(analysis, outflow),
  }));
  const pictures = analysis.program.assignments.flatMap(({ left, right }) =>
    left.type === 'MemberExpression' && plainKey(left.property, left.computed) === 'src'
      ? [{ node: left, texts: textsOf(analysis, right).filter(({ complete }) => !complete) }]
      : [],
  );
  return [...sent, ...pictures].flatMap(({ node, texts }) =>
    texts.flatMap((text) => {
      const host = hostOf(text);
      return host === undefined || LOCAL.test(host) ? [] : [{ node, host }];
    }),
  );
}
