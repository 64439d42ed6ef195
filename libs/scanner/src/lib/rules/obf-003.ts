import { quote } from '../display-text.ts';
import { actionsOf } from '../javascript/actions.ts';
import { namesOf } from '../javascript/names.ts';
import { isFromCommandLine, isOwn } from '../javascript/is-own.ts';
import { offsetOf, type Node } from '../javascript/node.ts';
import { textsOf } from '../javascript/texts.ts';
import { trace } from '../javascript/trace.ts';
import { moduleName } from '../javascript/well-known-names.ts';
import type { Analysis } from '../javascript/analysis.ts';
import type { Text } from '../javascript/text.ts';
import type { PluginFile } from '../plugin/plugin.ts';
import type { Hit, Rule } from '../rule.ts';
import { isUnasked } from './unasked.ts';

const MODULES = new Set([
  'child_process',
  'vm',
  'net',
  'dns',
  'dgram',
  'http',
  'https',
  'http2',
  'tls',
  'worker_threads',
  'Module',
  'repl',
  'inspector',
  'cluster',
]);
const PROPERTIES = new Set([
  'eval',
  'Function',
  'constructor',
  'mainModule',
  'binding',
  'dlopen',
  '_load',
  '_compile',
  '_linkedBinding',
  'exec',
  'execSync',
  'spawn',
  'spawnSync',
  'execFile',
  'fork',
  'getBuiltinModule',
  'createRequire',
  'runInThisContext',
  'runInNewContext',
]);
/** A decoder stands next to what it decodes; a name that comes from further away is a setting. */
const NEAR = 40;
const SYSTEM_OBJECT =
  /^(?:globalThis|global|window|self|process|module|require|Module|child_process|vm|@function|@value|Reflect)$/;

export const OBF_003: Rule = {
  id: 'OBF-003',
  title: 'A hidden name of a sensitive API',
  severity: 'high',
  what: "The name of a module or property is put together or decoded, and comes out as one that starts programs, opens connections or makes code: `require('child_' + 'process')`, `global['ev' + 'al']`; or a module is required by a name that is decoded, whatever it is.",
  why: 'There is one reason to write `child_process` in two pieces: that nobody finds it.',
  incident: 'flatmap-stream 2018 (`require` of a name in hex)',
  fix: 'Write the name.',
  *checkProgram(analysis, file) {
    for (const {
      node,
      names,
      args: [name],
    } of actionsOf(analysis).calls) {
      if (name === undefined || !names.includes('require')) continue;
      const hidden = textsOf(analysis, name).find(isHiddenModule);
      if (hidden !== undefined)
        yield { offset: offsetOf(node), message: `requires ${quote(hidden.value)} by a hidden name` };
      else yield* decodedName(analysis, { file, node, name });
    }
    for (const { source, start } of analysis.program.imports) {
      const hidden = textsOf(analysis, source).find(isHiddenModule);
      if (hidden !== undefined)
        yield { offset: start ?? 0, message: `imports ${quote(hidden.value)} by a hidden name` };
    }
    yield* hiddenProperties(analysis);
  },
};

function* hiddenProperties(analysis: Analysis): Iterable<Hit> {
  for (const node of analysis.program.computed) {
    if (!namesOf(analysis, node.object).some((name) => SYSTEM_OBJECT.test(name))) continue;
    const hidden = textsOf(analysis, node.property).find(
      ({ made, value }) => made !== 'written' && PROPERTIES.has(value),
    );
    if (hidden !== undefined)
      yield { offset: offsetOf(node), message: `takes ${quote(hidden.value)} by a hidden name` };
  }
}

function isHiddenModule({ value, complete, made }: Text): boolean {
  if (!complete || made === 'written') return false;
  return made === 'decoded' || MODULES.has(moduleName(value.replace(/^node:/, '')));
}

/** A name that a caller gave encoded, as arguments of a child process are, is none that the code hides. */
function* decodedName(
  analysis: Analysis,
  { file, node, name }: { readonly file: PluginFile; readonly node: Node; readonly name: Node },
): Iterable<Hit> {
  if (textsOf(analysis, name).length > 0) return;
  const labels = trace(analysis, name, { kinds: ['decoded'], near: NEAR });
  if (labels.length === 0) return;
  const isGiven =
    !labels.some((label) => isOwn(analysis, label)) &&
    (labels.every((label) => isFromCommandLine(analysis, label)) || !isUnasked(analysis, file, node));
  const hit = { offset: offsetOf(node), message: 'requires a module by a decoded name' };
  yield isGiven ? { ...hit, severity: 'medium' } : hit;
}
