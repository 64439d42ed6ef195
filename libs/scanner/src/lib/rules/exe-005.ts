import { actionsOf } from '../javascript/actions.ts';
import { hitOf } from '../javascript/flow-steps.ts';
import { namesOf } from '../javascript/names.ts';
import { offsetOf, plainKey, type Node } from '../javascript/node.ts';
import { textsOf } from '../javascript/texts.ts';
import { trace } from '../javascript/trace.ts';
import { severityIn } from './command-severity.ts';
import { quote } from '../display-text.ts';
import type { Analysis } from '../javascript/analysis.ts';
import type { Rule } from '../rule.ts';

const SOCKET = /^(?:net\.(?:connect|createConnection|Socket)\(\)|tls\.connect\(\)|WebSocket\(\)|ws\(\))$/;
const CHILD = /^child_process\.(?:spawn|exec|execFile)\(\)\.(?:stdin|stdout|stderr)$/;
const SHELL_TEXT = [
  /\/dev\/(?:tcp|udp)\/[\w.$-]+\/[\d$]/,
  /\b(?:nc|ncat|netcat)\b[^;&|\n]*\s-(?:e|c)\s/,
  /\bmkfifo\b[^\n]*\b(?:nc|ncat|netcat|openssl)\b/,
  /\bsocat\b[^\n]*\bexec:/i,
  /\b(?:python\d?|perl|ruby|php)\b[^\n]*\b(?:socket|fsockopen|TCPSocket)\b[^\n]*(?:dup2|\/bin\/(?:ba)?sh|exec)/,
  /\bSystem\.Net\.Sockets\.TCPClient\b[^\n]*\b(?:iex|Invoke-Expression)\b/i,
];

export const EXE_005: Rule = {
  id: 'EXE-005',
  title: 'Reverse shell',
  severity: 'critical',
  what: 'A shell is tied to a network connection: by pipes between a child process and a socket, by the usual one-liners, or by starting whatever command arrives over the network.',
  why: 'It gives somebody else a keyboard on the machine.',
  incident: 'twilio-npm 2020',
  fix: 'There is no honest form of it in a plugin.',
  *checkProgram(analysis) {
    const { calls, runs } = actionsOf(analysis);
    for (const {
      node,
      callee,
      args: [to],
    } of calls) {
      if (callee.type !== 'MemberExpression' || to === undefined) continue;
      const method = plainKey(callee.property, callee.computed);
      if (method !== 'pipe' && method !== 'write') continue;
      const isTied =
        method === 'pipe' ? isBetween(analysis, callee.object, to) : isFed(analysis, callee.object, to);
      if (isTied) yield { offset: offsetOf(node), message: 'ties a child process to a network connection' };
    }
    for (const { call, command } of runs) {
      // A command with a constant part is a command that takes an argument; without one it is theirs to choose.
      if (textsOf(analysis, command).length > 0) continue;
      const label = trace(analysis, command, { kinds: ['fetched'], first: true })[0];
      if (label === undefined) continue;
      const message = `starts the command that ${quote(label.detail)} fetched`;
      yield hitOf(analysis, label, { node: call.node, message });
    }
  },
  *checkCommand(command) {
    for (const pattern of SHELL_TEXT) {
      const found = pattern.exec(command.text);
      if (found === null) continue;
      yield {
        offset: found.index,
        message: `is a reverse shell: ${quote(found[0])}`,
        ...severityIn(command),
      };
    }
  },
};

function isBetween(analysis: Analysis, from: Node, to: Node): boolean {
  const [source, target] = [namesOf(analysis, from), namesOf(analysis, to)];
  return (some(source, SOCKET) && some(target, CHILD)) || (some(source, CHILD) && some(target, SOCKET));
}

function isFed(analysis: Analysis, child: Node, data: Node): boolean {
  if (!some(namesOf(analysis, child), CHILD)) return false;
  return trace(analysis, data, { kinds: ['fetched'] }).some(({ detail }) =>
    /^(?:net|tls|ws|WebSocket)/.test(detail),
  );
}

function some(names: readonly string[], pattern: RegExp): boolean {
  return names.some((name) => pattern.test(name));
}
