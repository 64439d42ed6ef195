import { quote } from '../display-text.ts';
import { namesOf } from '../javascript/names.ts';
import { offsetOf } from '../javascript/node.ts';
import { addressesOf, hostOf, outflowsOf } from '../javascript/outflows.ts';
import { isInside, reachedFrom } from '../javascript/reach.ts';
import type { Rule } from '../rule.ts';

const HOOKED =
  /^(?:fetch|https?\.(?:request|get)|XMLHttpRequest(?:\.prototype\.\w+)?|JSON\.(?:parse|stringify)|child_process\.\w+|fs\.(?:read|write)\w+|crypto\.\w+|(?:Object|Array|Promise|String|Function|Map|Set)(?:\(\))?\.(?:prototype\.)?\w+|process\.(?:emit|stdout\.write|stderr\.write)|WebSocket(?:\.prototype\.send)?|navigator\.sendBeacon)$/;
const LOCAL = /^(?:127\.|0\.0\.0\.0$|10\.|192\.168\.)/;

export const HOK_002: Rule = {
  id: 'HOK-002',
  title: 'A builtin is replaced by what reports elsewhere',
  severity: 'high',
  what: 'A builtin (`http.request`, `fetch`, `JSON.parse`, `child_process.spawn`, a method of a prototype) is replaced by a function that sends something to a host written in the code.',
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
