import { unwrap } from './invocation.ts';
import { listsOf } from './lists.ts';
import { numberOf, numberTexts } from './numbers.ts';
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
  if (names.includes('String.raw') && first) return textsOf(analysis, first);
  if (names.includes('parseInt') && first) return parsed(analysis, args);
  if (names.includes('TextDecoder().decode') && first) return textsOf(analysis, first);
  if (names.includes('String') && first) return textsOf(analysis, first);
  if ((names.includes('URL') || names.includes('url.parse')) && first) return textsOf(analysis, first);
  if (names.includes('Buffer.from') || names.includes('Buffer') || names.includes('Uint8Array'))
    return fromBuffer(analysis, args);
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
      return inRadix(analysis, receiver(), args[0]);
    case 'charCodeAt':
    case 'codePointAt':
      return codeAt(receiver(), args[0] === undefined ? 0 : numberOf(analysis, args[0]));
    case 'charAt':
    case 'at':
    case 'pop':
    case 'shift':
      return elementAt(analysis, callee.object, { method, args, texts: receiver() });
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
        args.map((argument) => literalPattern(argument) ?? textsOf(analysis, argument)[0]?.value),
      );
    case 'slice':
    case 'substring':
    case 'substr':
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

/** The elements of the array literal an expression leads to. */
export function elementsOf(analysis: Analysis, node: Node): readonly Node[] | undefined {
  for (const origin of originsOf(analysis, node)) {
    if (origin.type === 'ArrayExpression') return origin.elements.filter((element) => element !== null);
  }
  return undefined;
}

function parsed(analysis: Analysis, [text, radix]: readonly Node[]): readonly Text[] {
  const base = radix === undefined ? 10 : numberOf(analysis, radix);
  const [known, ...others] = text === undefined ? [] : textsOf(analysis, text);
  if (known?.complete !== true || others.length > 0 || base === undefined) return [];
  return numberTexts(Number.parseInt(known.value, base));
}

/** `(25).toString(36)` */
function inRadix(analysis: Analysis, texts: readonly Text[], radix: Node | undefined): readonly Text[] {
  const base = radix === undefined ? undefined : numberOf(analysis, radix);
  if (base === undefined || !Number.isInteger(base) || base < 2 || base > 36) return texts;
  return texts.map((text) => {
    const number = Number(text.value);
    return Number.isFinite(number) ? { ...text, value: number.toString(base), made: 'decoded' } : text;
  });
}

function codeAt(texts: readonly Text[], index: number | undefined): readonly Text[] {
  const [text, ...others] = texts;
  if (text?.complete !== true || others.length > 0 || index === undefined) return [];
  return numberTexts(text.value.charCodeAt(index));
}

function elementAt(
  analysis: Analysis,
  object: Node,
  { method, args, texts }: { method: string; args: readonly Node[]; texts: readonly Text[] },
): readonly Text[] {
  const given = args[0] === undefined ? 0 : (numberOf(analysis, args[0]) ?? NaN);
  const index = method === 'pop' ? -1 : method === 'shift' ? 0 : given;
  const characters = texts
    .filter(({ complete }) => complete)
    .map((text) => ({ ...text, value: text.value.at(index) ?? '', made: 'joined' as const }));
  const elements = listsOf(analysis, object).flatMap((list) => list.at(index) ?? []);
  return Number.isInteger(index) ? [...characters, ...elements] : [];
}

/** What a regular expression without any operator stands for. */
function literalPattern(node: Node): string | undefined {
  const value = unwrap(node);
  if (value.type !== 'Literal' || !('regex' in value)) return undefined;
  return /^[\w\s:/,;#@!%&=<>~-]+$/.test(value.regex.pattern) ? value.regex.pattern : undefined;
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
  if (method === 'substr') return value.slice(from).slice(0, to);
  return method === 'slice' ? value.slice(from, to) : value.substring(from, to);
}
