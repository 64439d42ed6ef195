import { toInvocation, unwrap } from './invocation.ts';
import { originsOf } from './origins.ts';
import { HOLE, join, type Text } from './text.ts';
import { textsOf } from './texts.ts';
import { plainKey, type CallNode, type Node } from './node.ts';
import type { Analysis } from './analysis.ts';

export interface NamedCall {
  readonly node: CallNode;
  readonly callee: Node;
  readonly args: readonly Node[];
  readonly names: readonly string[];
}

type Decode = (value: string) => string;

const ENCODINGS = new Map<string, BufferEncoding>([
  ['base64', 'base64'],
  ['base64url', 'base64url'],
  ['hex', 'hex'],
  ['latin1', 'latin1'],
  ['binary', 'latin1'],
]);

const MAX_REPEAT = 1024;

/** What a call makes of constant strings; `undefined` if it is no such call. */
export function decodedTexts(analysis: Analysis, call: NamedCall): readonly Text[] | undefined {
  const { args, names } = call;
  const [first] = args;
  if (names.includes('atob') && first) return decodeAll(textsOf(analysis, first), fromBase64);
  if (names.includes('unescape') && first) return decodeAll(textsOf(analysis, first), fromPercent);
  if (names.some((name) => name.startsWith('decodeURI')) && first) {
    return decodeAll(textsOf(analysis, first), fromPercent);
  }
  if (names.includes('String.fromCharCode') || names.includes('String.fromCodePoint')) {
    return fromCodes(analysis, args);
  }
  if (names.includes('String') && first) return textsOf(analysis, first);
  if ((names.includes('URL') || names.includes('url.parse')) && first) return textsOf(analysis, first);
  if (names.includes('Buffer.from') || names.includes('Buffer')) return fromBuffer(analysis, args);
  return methodTexts(analysis, call);
}

function fromBuffer(analysis: Analysis, [content, encoding]: readonly Node[]): readonly Text[] {
  if (content === undefined) return [];
  const value = unwrap(content);
  if (value.type === 'ArrayExpression') {
    return fromCodes(
      analysis,
      value.elements.filter((element) => element !== null),
    );
  }
  const texts = textsOf(analysis, content);
  if (encoding === undefined) return texts;
  return textsOf(analysis, encoding).flatMap(({ value: name }) => {
    const known = ENCODINGS.get(name.toLowerCase());
    return known === undefined
      ? texts
      : decodeAll(texts, (text) => Buffer.from(text, known).toString('utf8'));
  });
}

function methodTexts(analysis: Analysis, { node, callee, args }: NamedCall): readonly Text[] | undefined {
  if (callee.type !== 'MemberExpression') return undefined;
  const method = plainKey(callee.property, callee.computed) ?? '';
  const receiver = (): readonly Text[] => textsOf(analysis, callee.object);
  switch (method) {
    case 'toString':
    case 'trim':
    case 'valueOf':
    case 'normalize':
      return receiver();
    case 'toLowerCase':
      return receiver().map((text) => ({ ...text, value: text.value.toLowerCase() }));
    case 'concat':
      return join([receiver(), ...args.map((argument) => textsOf(analysis, argument))]);
    case 'join':
      return joinList(analysis, { list: callee.object, separator: args[0] });
    case 'replace':
    case 'replaceAll':
      return replaced(
        receiver(),
        args.map((argument) => textsOf(analysis, argument)[0]?.value),
      );
    case 'slice':
    case 'substring':
    case 'repeat':
      return cut(
        receiver(),
        method,
        args.map((argument) => textsOf(analysis, argument)[0]?.value),
      );
    default:
      return node.type === 'NewExpression' ? [] : undefined;
  }
}

function decodeAll(texts: readonly Text[], decode: Decode): readonly Text[] {
  return texts
    .filter(({ complete }) => complete)
    .map((text) => {
      const value = decode(text.value);
      return value === text.value ? text : { value, complete: true, made: 'decoded' };
    });
}

function fromBase64(value: string): string {
  return Buffer.from(value, 'base64').toString('utf8');
}

function fromPercent(value: string): string {
  return value.replace(/(?:%[0-9a-f]{2})+/gi, (codes) =>
    Buffer.from(codes.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}

function fromCodes(analysis: Analysis, args: readonly Node[]): readonly Text[] {
  const codes = args.flatMap((argument) => elementsOf(analysis, argument) ?? [argument]);
  const numbers = codes.map((code) => Number(textsOf(analysis, code)[0]?.value ?? NaN));
  if (numbers.length === 0 || numbers.some((code) => !Number.isInteger(code) || code < 0 || code > 0xffff))
    return [];
  return [
    { value: numbers.map((code) => String.fromCharCode(code)).join(''), complete: true, made: 'decoded' },
  ];
}

function joinList(
  analysis: Analysis,
  { list, separator }: { readonly list: Node; readonly separator: Node | undefined },
): readonly Text[] {
  const glue = separator === undefined ? ',' : (textsOf(analysis, separator)[0]?.value ?? ',');
  return listsOf(analysis, list).flatMap((parts) => join(parts, glue));
}

/** The lists an expression may be, each element with its candidates. */
function listsOf(analysis: Analysis, node: Node): readonly (readonly (readonly Text[])[])[] {
  const elements = elementsOf(analysis, node);
  if (elements !== undefined) return [elements.map((element) => textsOf(analysis, element))];
  const value = unwrap(node);
  if (value.type !== 'CallExpression') return [];
  const { callee, args } = toInvocation(value);
  if (callee.type !== 'MemberExpression') return [];
  const method = plainKey(callee.property, callee.computed);
  if (method === 'reverse') return listsOf(analysis, callee.object).map((list) => list.toReversed());
  const [separator] = args;
  if (method !== 'split' || separator === undefined) return [];
  const glue = textsOf(analysis, separator)[0]?.value;
  if (glue === undefined) return [];
  return textsOf(analysis, callee.object)
    .filter(({ complete }) => complete)
    .map((text) => text.value.split(glue).map((part) => [{ ...text, value: part, made: 'joined' as const }]));
}

/** The elements of the array literal an expression leads to. */
export function elementsOf(analysis: Analysis, node: Node): readonly Node[] | undefined {
  for (const origin of originsOf(analysis, node)) {
    if (origin.type === 'ArrayExpression') return origin.elements.filter((element) => element !== null);
  }
  return undefined;
}

/** Only plain strings are replaced: a pattern of the plugin is never executed. */
function replaced(texts: readonly Text[], [from, to]: readonly (string | undefined)[]): readonly Text[] {
  if (from === undefined || to === undefined) return [];
  return texts.map((text) => ({ ...text, value: text.value.replaceAll(from, () => to), made: 'joined' }));
}

function cut(texts: readonly Text[], method: string, args: readonly (string | undefined)[]): readonly Text[] {
  const numbers = args.map(Number);
  if (numbers.some((number) => !Number.isInteger(number))) return [];
  const [from = 0, to] = numbers;
  return texts.map((text) => {
    const value = cutOne(text.value, method, [from, to]);
    // `('require' + Math.random()).slice(0, 7)` has cut the unknown part off.
    return {
      value,
      complete: from >= 0 && !text.value.slice(0, from + value.length).includes(HOLE),
      made: 'joined',
    };
  });
}

function cutOne(value: string, method: string, [from, to]: readonly [number, number | undefined]): string {
  if (method === 'repeat')
    return value.repeat(Math.max(0, Math.min(from, MAX_REPEAT))).slice(0, MAX_REPEAT * 8);
  return method === 'slice' ? value.slice(from, to) : value.substring(from, to);
}
