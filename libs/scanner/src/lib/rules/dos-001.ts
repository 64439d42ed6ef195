import { actionsOf } from '../javascript/actions.ts';
import { childrenOf, isFunction, offsetOf, type Node } from '../javascript/node.ts';
import { isInside, runsAtLoad } from '../javascript/reach.ts';
import { severityIn } from './command-severity.ts';
import type { Analysis } from '../javascript/analysis.ts';
import type { Rule } from '../rule.ts';

const FORK_BOMB = /:\(\)\s*\{\s*:\s*\|\s*:\s*&\s*\}\s*;\s*:|%0\s*\|\s*%0/;
const LOOPS = new Set(['WhileStatement', 'DoWhileStatement', 'ForStatement']);
const BREAKABLE = /^(?:While|DoWhile|For|ForIn|ForOf|Switch)Statement$/;

export const DOS_001: Rule = {
  id: 'DOS-001',
  title: 'Never comes to an end',
  severity: 'medium',
  what: 'A loop without an end or a way out runs as soon as the file is loaded; in what others load, or where each turn starts a process, it is high. Also the fork bombs of shells.',
  why: 'Whoever loads the plugin hangs.',
  incident: 'colors and faker 2022',
  fix: 'Give the loop an end.',
  *checkProgram(analysis, file) {
    for (const loop of analysis.program.loops) {
      if (!isEndless(loop) || hasWayOut(loop) || !runsAtLoad(analysis, loop)) continue;
      if (startsProcesses(analysis, loop)) {
        yield { offset: offsetOf(loop), message: 'starts processes without end', severity: 'high' };
      } else {
        const isLibrary =
          (file.isEntry || file.path === 'index.js') && !analysis.program.source.startsWith('#!');
        const message = 'loops without end as soon as it is loaded';
        yield { offset: offsetOf(loop), message, ...(isLibrary ? { severity: 'high' } : {}) };
      }
    }
  },
  *checkCommand(command) {
    const found = FORK_BOMB.exec(command.text);
    if (found === null) return;
    yield { offset: found.index, message: 'is a fork bomb', severity: 'high', ...severityIn(command) };
  },
};

function isEndless(loop: Node): boolean {
  if (!LOOPS.has(loop.type) || !('test' in loop)) return false;
  return !loop.test || isAlwaysTrue(loop.test);
}

/** `true`, `1`, `!0`, `![]`-like oddities aside, and the `i < Infinity` of colors. */
function isAlwaysTrue(test: Node): boolean {
  switch (test.type) {
    case 'Literal':
      return Boolean(test.value);
    case 'UnaryExpression':
      return test.operator === '!' && test.argument.type === 'Literal' && !test.argument.value;
    case 'BinaryExpression':
      return /^(?:<=?|!==?)$/.test(test.operator) && isInfinity(test.right);
    default:
      return false;
  }
}

function isInfinity(node: Node): boolean {
  if (node.type === 'Identifier') return node.name === 'Infinity';
  return (
    node.type === 'MemberExpression' &&
    node.property.type === 'Identifier' &&
    node.property.name === 'POSITIVE_INFINITY'
  );
}

/** Whatever may leave the loop or let others run: a `break` of its own, `return`, `throw`, `await`, `yield`, an exit. */
function hasWayOut(loop: Node): boolean {
  const open = childrenOf(loop).map((node) => ({ node, isOwn: true }));
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const { node, isOwn } = at;
    if (/^(?:Return|Throw)Statement$|^(?:Await|Yield)Expression$/.test(node.type)) return true;
    if (node.type === 'BreakStatement' && (isOwn || node.label)) return true;
    if (node.type === 'ContinueStatement' && node.label) return true;
    if (node.type === 'Identifier' && /^(?:exit|abort|kill)$/.test(node.name)) return true;
    if (isFunction(node)) continue;
    for (const child of childrenOf(node))
      open.push({ node: child, isOwn: isOwn && !BREAKABLE.test(node.type) });
  }
  return false;
}

function startsProcesses(analysis: Analysis, loop: Node): boolean {
  return actionsOf(analysis).runs.some(({ call }) => isInside(loop, call.node));
}
