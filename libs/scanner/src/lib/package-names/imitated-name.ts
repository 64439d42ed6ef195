import { KNOWN_RELATIVES, KNOWN_SCOPES, POPULAR_NAMES, POPULAR_SCOPES } from './popular-names.ts';

/** Which well-known name another one passes for, and by what. */
export interface Imitation {
  readonly of: string;
  readonly by: 'spelling' | 'separators' | 'look-alike letters' | 'addition';
}

/** Shorter names are one letter away from half the registry. */
const MIN_LENGTH = 4;
const PREFIXES = 'node- npm- easy- simple- super- real- better- new- the- my- secure-'.split(' ');
const SUFFIXES = (
  '-js js .js -node -npm -official -latest -pro -plus -lib -sdk -api -v2 -new -util -utils -helper -logger -beta -fork -fix ' +
  '-module -package'
).split(' ');
/** Letters of other scripts that are drawn like Latin ones. */
const DRAWN_ALIKE = new Map(
  Array.from('аaеeоoрpсcуyхxіiјjѕsԁdԛqԝwһhӏlкkтtмmвbнnοoαaνvιiκkρpτtɡgıi'.matchAll(/(.)(.)/gu), (pair) => [
    pair[1] ?? '',
    pair[2] ?? '',
  ]),
);

/**
 * Finds the well-known name that `name` can be mistaken for: one slip of the keyboard away, other separators, letters
 * drawn alike, or a word put before or after it. `undefined` for well-known names themselves and for what people
 * know beside them, such as `preact`.
 */
export function imitatedName(name: string): Imitation | undefined {
  const latin = Array.from(name.toLowerCase(), (letter) => DRAWN_ALIKE.get(letter) ?? letter).join('');
  const [scope, bare] = partsOf(latin);
  if (scope !== undefined && bare !== undefined) return imitatedScope(scope, latin !== name);
  if (latin !== name && POPULAR_NAMES.has(latin)) return { of: latin, by: 'look-alike letters' };
  if (latin.length < MIN_LENGTH || POPULAR_NAMES.has(name) || KNOWN_RELATIVES.has(name)) return undefined;
  return oneSlipAway(latin, indexOf(POPULAR_NAMES)) ?? sameShape(latin) ?? extended(latin);
}

function partsOf(name: string): readonly [string | undefined, string | undefined] {
  const slash = name.startsWith('@') ? name.indexOf('/') : -1;
  return slash === -1 ? [undefined, undefined] : [name.slice(1, slash), name.slice(slash + 1)];
}

/** `@typescript-js/...`, `@bable/...`: what stands behind the slash is the owner's own affair. */
function imitatedScope(scope: string, isRedrawn: boolean): Imitation | undefined {
  if (POPULAR_SCOPES.has(scope)) return isRedrawn ? { of: `@${scope}`, by: 'look-alike letters' } : undefined;
  if (scope.length < MIN_LENGTH || KNOWN_SCOPES.has(scope)) return undefined;
  const imitation = oneSlipAway(scope, indexOf(POPULAR_SCOPES)) ?? extendedScope(scope);
  return imitation === undefined ? undefined : { ...imitation, of: `@${imitation.of}` };
}

function extendedScope(scope: string): Imitation | undefined {
  const stem = /^(.{5,})-?(?:js|official|npm|team|node)$/.exec(scope)?.[1]?.replace(/-$/, '');
  return stem !== undefined && POPULAR_SCOPES.has(stem) ? { of: stem, by: 'addition' } : undefined;
}

function oneSlipAway(name: string, index: ReadonlyMap<string, readonly string[]>): Imitation | undefined {
  for (const rest of withoutOne(name))
    for (const popular of index.get(rest) ?? [])
      if (isOneSlip(name, popular))
        return { of: popular, by: plain(name) === plain(popular) ? 'separators' : 'spelling' };
  return undefined;
}

function sameShape(name: string): Imitation | undefined {
  const of = shapes().get(shapeOf(name));
  if (of === undefined) return undefined;
  return { of, by: plain(name) === plain(of) ? 'separators' : 'look-alike letters' };
}

function extended(name: string): Imitation | undefined {
  const stems = [
    ...PREFIXES.filter((prefix) => name.startsWith(prefix)).map((prefix) => name.slice(prefix.length)),
    ...SUFFIXES.filter((suffix) => name.endsWith(suffix)).map((suffix) => name.slice(0, -suffix.length)),
  ];
  for (const stem of stems) {
    const of = shapes().get(shapeOf(stem)) ?? extendedTwice(stem);
    if (of !== undefined) return { of, by: 'addition' };
  }
  return undefined;
}

/** `easy-day-js`: the name itself ends like an addition, and its separators were changed as well. */
function extendedTwice(stem: string): string | undefined {
  const suffix = SUFFIXES.find((end) => stem.endsWith(end));
  return suffix === undefined ? undefined : shapes().get(shapeOf(stem.slice(0, -suffix.length)));
}

/** One letter put in, left out or replaced, or two neighbours swapped (Damerau-Levenshtein distance 1). */
function isOneSlip(a: string, b: string): boolean {
  if (a === b) return false;
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const left = a.slice(start, a.length - end);
  const right = b.slice(start, b.length - end);
  if (left.length <= 1 && right.length <= 1) return true;
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0];
}

function withoutOne(name: string): readonly string[] {
  return [name, ...Array.from(name, (_, at) => name.slice(0, at) + name.slice(at + 1))];
}

const indexes = new Map<ReadonlySet<string>, ReadonlyMap<string, readonly string[]>>();

/** Names at distance one share a rest after at most one letter is taken from each. */
function indexOf(names: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> {
  const known = indexes.get(names);
  if (known !== undefined) return known;
  const index = new Map<string, string[]>();
  for (const name of names) {
    if (name.length < 5) continue;
    for (const rest of withoutOne(name)) index.set(rest, [...(index.get(rest) ?? []), name]);
  }
  indexes.set(names, index);
  return index;
}

let shapesOfPopular: ReadonlyMap<string, string> | undefined;

function shapes(): ReadonlyMap<string, string> {
  shapesOfPopular ??= new Map(Array.from(POPULAR_NAMES, (name) => [shapeOf(name), name]));
  return shapesOfPopular;
}

function plain(name: string): string {
  return name.replace(/[-_.]/g, '');
}

function shapeOf(name: string): string {
  return plain(name).replaceAll('0', 'o').replaceAll('1', 'l').replaceAll('rn', 'm').replaceAll('vv', 'w');
}
