import { quote } from '../display-text.ts';
import { actionsOf } from '../javascript/actions.ts';
import { namesOf } from '../javascript/names.ts';
import { offsetOf, plainKey, type Node } from '../javascript/node.ts';
import { isInside, reachedFrom } from '../javascript/reach.ts';
import { trace } from '../javascript/trace.ts';
import type { Analysis } from '../javascript/analysis.ts';
import type { Hit, Rule } from '../rule.ts';

type MemberExpression = Extract<Node, { type: 'MemberExpression' }>;

/** What Node.js loads modules with; assigning to it changes what everybody else loads. */
const LOADER =
  /^(?:require\.(?:cache|extensions)(?:\.|$)|Module\(\)\.(?:require|_compile|load)$|Module\._(?:load|resolveFilename|extensions|cache|compile)(?:\.|$)|require$)/;
const GLOBAL = /^(?:globalThis|global|window|self)$/;
/** Bundles and test environments put `require` back where it was. */
const HONEST_ALIAS = /require|import|load|module/i;

export const OBF_004: Rule = {
  id: 'OBF-004',
  title: 'The module loader is changed',
  severity: 'high',
  what: '`require` or `module` is put into a global under another name; or `Module._load`, `Module.prototype.require`, `require.cache` or `require.extensions` is replaced by a function that sends, starts programs, or runs what was decoded. Replacing the loader alone, as test tools and transpilers do, is medium.',
  why: 'From the loader one decides what every other module of the process gets to see; an alias of it hides what a payload loads.',
  incident: 'react-native-aria and rand-user-agent 2025 (`global.r = require`)',
  fix: 'Load modules by their names, and leave the loader to the tools made for it.',
  *checkProgram(analysis) {
    for (const { left, right } of analysis.program.assignments) {
      if (left.type !== 'MemberExpression') continue;
      const alias = aliasOf(analysis, left, right);
      if (alias !== undefined) yield { offset: offsetOf(left), message: `hides ${quote(alias)} in a global` };
      else yield* checkReplaced(analysis, left, right);
    }
  },
};

function aliasOf(analysis: Analysis, left: MemberExpression, right: Node): string | undefined {
  const isGlobal = namesOf(analysis, left.object).some((name) => GLOBAL.test(name));
  const key = plainKey(left.property, left.computed);
  if (!isGlobal || (key !== undefined && HONEST_ALIAS.test(key))) return undefined;
  if (right.type !== 'Identifier') return undefined;
  return namesOf(analysis, right).find((name) => name === 'require' || name === 'module');
}

function* checkReplaced(analysis: Analysis, left: MemberExpression, right: Node): Iterable<Hit> {
  const loader = loaderOf(analysis, left);
  if (loader === undefined) return;
  const deed = deedOf(analysis, right);
  const offset = offsetOf(left);
  if (deed === undefined) yield { offset, message: `replaces ${quote(loader)}`, severity: 'medium' };
  else yield { offset, message: `replaces ${quote(loader)} by what ${deed}` };
}

/** `Module._load` is called `require`, as all that loads is; what is assigned to tells them apart. */
function loaderOf(analysis: Analysis, left: MemberExpression): string | undefined {
  const loader = namesOf(analysis, left).find((name) => LOADER.test(name));
  if (loader !== 'require') return loader;
  const isModule = namesOf(analysis, left.object).some((name) => name === 'Module' || name === 'module');
  return isModule ? 'Module._load' : undefined;
}

function deedOf(analysis: Analysis, value: Node): string | undefined {
  const { sends, runs, evals, calls } = actionsOf(analysis);
  const functions = reachedFrom(analysis, value);
  const runsHere = (node: Node): boolean => functions.some((fn) => isInside(fn, node));
  if (sends.some(({ call }) => runsHere(call.node))) return 'sends';
  if (runs.some(({ call }) => runsHere(call.node))) return 'starts programs';
  const compiled = calls.flatMap(({ node, callee, args: [code] }) =>
    code !== undefined && isCompile(callee) ? [{ node, code }] : [],
  );
  const isDecoded = [...evals, ...compiled].some(
    ({ node, code }) =>
      runsHere(node) && trace(analysis, code, { kinds: ['decoded', 'fetched'], first: true }).length > 0,
  );
  return isDecoded ? 'runs what was decoded' : undefined;
}

function isCompile(callee: Node): boolean {
  return callee.type === 'MemberExpression' && plainKey(callee.property, callee.computed) === '_compile';
}
