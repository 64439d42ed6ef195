import { actionsOf, type Actions, type Evaluation } from '../javascript/actions.ts';
import { environmentNames } from '../javascript/environment-names.ts';
import { plainKey, type Node } from '../javascript/node.ts';
import { addressesOf, outflowsOf } from '../javascript/outflows.ts';
import { textsOf } from '../javascript/texts.ts';
import { programsIn } from '../shell/programs-in.ts';
import { ANYTHING, type CapabilityCollector } from './collect-capabilities.ts';
import { hostIn } from './host-in.ts';
import type { Analysis } from '../javascript/analysis.ts';
import type { NamedCall } from '../javascript/decoded-texts.ts';

const READING =
  /^(?:fs\.(?:readFile|createReadStream|openAsBlob|readJson|readJSON|readdir|opendir|open|copyFile|cp|copy)(?:Sync)?|Bun\.file|Deno\.(?:open|readFile|readTextFile|readDir)(?:Sync)?)$/;
/** Besides what puts bytes into files and what removes them. */
const CHANGING =
  /^fs\.(?:mkdir|mkdtemp|mkdirp|ensureDir|ensureFile|rename|move|truncate|chmod|chown)(?:Sync)?$/;
const FORKING = /^child_process\.fork$/;
/** They take one command line; all others take a program and its arguments. */
const SHELLING = /\.(?:exec|execSync|command|commandSync)$/;
/** The global object, asked for as old code does. */
const HARMLESS_CODE = /^\s*(?:return this|this|0|"use strict";?)\s*;?\s*$/;

/** Tells what a program can do, as far as its calls and its reads of the environment say. */
export function addProgram(analysis: Analysis, path: string, collector: CapabilityCollector): void {
  const actions = actionsOf(analysis);
  collector.add('network', hostsOf(analysis));
  collector.add('environment', environmentNames(analysis));
  collector.add('read', pathsOf(analysis, firstArguments(actions, READING)));
  collector.add('write', pathsOf(analysis, writtenIn(actions)));
  collector.add('run', programsOf(analysis, actions));
  if (actions.evals.some((evaluation) => makesCode(analysis, evaluation)))
    collector.add('dynamicCode', [path]);
}

/** What is sent on a connection tells nothing that opening it has not told. */
function hostsOf(analysis: Analysis): readonly string[] {
  return outflowsOf(analysis).flatMap((outflow) => {
    if (outflow.target === undefined) return [];
    const addresses = addressesOf(analysis, outflow);
    return addresses.length === 0 ? [ANYTHING] : addresses.flatMap(hostIn);
  });
}

function firstArguments({ calls }: Actions, names: RegExp): readonly Node[] {
  return calls.flatMap((call) => (isCalled(call, names) ? call.args.slice(0, 1) : []));
}

function writtenIn(actions: Actions): readonly Node[] {
  const named = [...actions.writes, ...actions.removals].map(({ path }) => path);
  return [...named, ...firstArguments(actions, CHANGING)];
}

function pathsOf(analysis: Analysis, nodes: readonly Node[]): readonly string[] {
  return nodes.flatMap((node) => {
    const texts = textsOf(analysis, node);
    return texts.length === 0 ? [ANYTHING] : texts.map(({ value }) => normalise(value));
  });
}

/** `./a/../b` is `./b`; what is below the home, temporary or plugin's folder stays named after it. */
function normalise(path: string): string {
  const segments: string[] = [];
  for (const segment of path.replaceAll('\\', '/').split('/')) {
    if (segment === '..' && segments.length > 0 && segments.at(-1) !== '..' && segments.at(-1) !== '.')
      segments.pop();
    else if ((segment !== '.' && segment !== '') || segments.length === 0) segments.push(segment);
  }
  return segments.join('/') || '/';
}

function programsOf(analysis: Analysis, { runs }: Actions): readonly string[] {
  return runs.flatMap(({ call, command }) => {
    if (isCalled(call, FORKING)) return ['node'];
    const texts = textsOf(analysis, command);
    if (texts.length === 0) return [ANYTHING];
    const isLine = isCalled(call, SHELLING);
    return texts.flatMap(({ value }) => (isLine || /\s/.test(value) ? programsIn(value) : [fileName(value)]));
  });
}

function fileName(path: string): string {
  return programsIn(`'${path.replaceAll("'", '')}'`)[0] ?? ANYTHING;
}

function makesCode(analysis: Analysis, { node, name, code }: Evaluation): boolean {
  const texts = textsOf(analysis, code);
  if (name.startsWith('set')) return texts.length > 0;
  if (name === 'worker_threads.Worker')
    return node.type === 'NewExpression' && node.arguments.some(isEvalOption);
  return texts.length === 0 || !texts.every(({ value, complete }) => complete && HARMLESS_CODE.test(value));
}

function isEvalOption(node: Node): boolean {
  if (node.type !== 'ObjectExpression') return false;
  return node.properties.some(
    (property) => property.type === 'Property' && plainKey(property.key, property.computed) === 'eval',
  );
}

function isCalled({ names }: NamedCall, pattern: RegExp): boolean {
  return names.some((name) => pattern.test(name));
}
