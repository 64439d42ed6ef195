import { elementsOf } from './decoded-texts.ts';
import { toInvocation, unwrap } from './invocation.ts';
import { localFunctions } from './local-functions.ts';
import { plainKey, type CallNode, type FunctionNode, type Node } from './node.ts';
import { evaluating, textsOf } from './texts.ts';
import type { Analysis } from './analysis.ts';
import type { Text } from './text.ts';

/** A list of constants: each element with its candidates. */
export type List = readonly (readonly Text[])[];

/** Longer lists are data. */
const MAX_MAPPED = 4096;

/** The lists of constants an expression may be: literal, `split`, reversed, sliced or mapped by a small function. */
export function listsOf(analysis: Analysis, node: Node): readonly List[] {
  const value = unwrap(node);
  if (value.type === 'ArrayExpression' && value.elements.some((element) => element?.type === 'SpreadElement'))
    return spreadLists(analysis, value.elements);
  const elements = elementsOf(analysis, node);
  if (elements !== undefined) return [elements.map((element) => textsOf(analysis, element))];
  return value.type === 'CallExpression' ? listsOfCall(analysis, value) : [];
}

/** `[...'abc']`, `[...list]` */
function spreadLists(analysis: Analysis, elements: readonly (Node | null)[]): readonly List[] {
  const parts = elements.flatMap((element): (List | undefined)[] => {
    if (element === null) return [];
    if (element.type !== 'SpreadElement') return [[textsOf(analysis, element)]];
    const [text] = textsOf(analysis, element.argument).filter(({ complete }) => complete);
    return [text === undefined ? listsOf(analysis, element.argument)[0] : charactersOf(text)];
  });
  const known = parts.filter((part) => part !== undefined);
  return known.length < parts.length ? [] : [known.flat()];
}

function listsOfCall(analysis: Analysis, node: CallNode): readonly List[] {
  const { callee, args } = toInvocation(node);
  if (callee.type !== 'MemberExpression') return [];
  const [first] = args;
  const object = callee.object;
  switch (plainKey(callee.property, callee.computed)) {
    case 'reverse':
    case 'toReversed':
      return listsOf(analysis, object).map((list) => list.toReversed());
    case 'split':
      return first === undefined ? [] : splitLists(analysis, object, first);
    case 'from':
      return first === undefined ? [] : spreadLists(analysis, [first]).concat(listsOf(analysis, first));
    case 'map':
      return first === undefined ? [] : mappedLists(analysis, object, first);
    default:
      return [];
  }
}

function splitLists(analysis: Analysis, object: Node, separator: Node): readonly List[] {
  const glue = textsOf(analysis, separator)[0]?.value;
  if (glue === undefined) return [];
  return textsOf(analysis, object)
    .filter(({ complete }) => complete)
    .map((text) => text.value.split(glue).map((part) => [{ ...text, value: part, made: 'joined' as const }]));
}

function mappedLists(analysis: Analysis, object: Node, mapper: Node): readonly List[] {
  const [fn, ...others] = localFunctions(analysis, mapper);
  if (fn === undefined || others.length > 0) return [];
  return listsOf(analysis, object)
    .filter((list) => list.length <= MAX_MAPPED)
    .map((list) => list.map((texts, index) => mapped(analysis, fn, [texts, indexText(index)])));
}

function mapped(analysis: Analysis, fn: FunctionNode, given: List): readonly Text[] {
  const [result, ...others] = analysis.program.functions.get(fn)?.results ?? [];
  if (result === undefined || others.length > 0) return [];
  const bound = fn.params.flatMap((param, index) => {
    const binding = analysis.program.bindings.get(param);
    const texts = given[index];
    return binding === undefined || texts === undefined ? [] : [[binding, texts] as const];
  });
  return textsOf(evaluating(analysis, fn, bound), result);
}

function indexText(index: number): readonly Text[] {
  return [{ value: String(index), complete: true, made: 'written' }];
}

function charactersOf(text: Text): List {
  return Array.from(text.value, (value) => [{ ...text, value, made: 'joined' as const }]);
}
